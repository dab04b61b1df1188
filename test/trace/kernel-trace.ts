import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDINGS } from './packet-rows.ts';

/** One connection whose way through the rules the kernel itself told (xtables-monitor, nft monitor trace). */
export interface KernelTrace {
  readonly scenario: string;
  readonly node: string;
  readonly mode: 'iptables' | 'nftables';
  readonly title: string;
  /** `--from`, and the words of the request. */
  readonly from: string;
  readonly words: readonly string[];
  /** `10.244.1.5:80`, or undefined where nobody was reached. */
  readonly endpoint: string | undefined;
  /** `nat KUBE-SERVICES -A KUBE-SERVICES ...`: the rules that matched, request and reply. */
  readonly rules: readonly string[];
}

export function kernelTraces(): KernelTrace[] {
  return readdirSync(RECORDINGS).flatMap((scenario) =>
    readdirSync(join(RECORDINGS, scenario))
      .map((file) => /^kernel-trace\.(node\d+)(\.nft)?\.txt$/.exec(file))
      .filter((found) => found !== null)
      .flatMap(([file, node = '', nft]) =>
        readFileSync(join(RECORDINGS, scenario, file), 'utf8')
          .split(/^######## /m)
          .slice(1)
          .map((block) => readBlock(scenario, node, nft === undefined ? 'iptables' : 'nftables', block)),
      ),
  );
}

function readBlock(scenario: string, node: string, mode: KernelTrace['mode'], block: string): KernelTrace {
  const [title = '', flow = ''] = block.split('\n');
  const [, kind = '', source = '', host = '', port = '', protocol = ''] =
    /^(\w+)(?::\S+)? (\S+) -> (\S+):(\d+)\/(\w+)/.exec(flow) ?? [];
  const from = kind === 'client' ? `external=${source}` : kind === 'node' ? `node/${node}` : `pod=${source}`;
  const result = /^--- result\n(.*)$/m.exec(block)?.[1] ?? '';
  const endpoint = /^ok: \S+ (\S+) saw/.exec(result)?.[1];
  const trace = /^--- trace\n([^]*?)^--- /m.exec(block)?.[1] ?? '';
  const rules = trace.split('\n').flatMap((line) => (mode === 'iptables' ? iptablesRule(line) : nftRule(line)));
  return { scenario, node, mode, title, from, words: [protocol, host, port], endpoint, rules };
}

export function iptablesRule(line: string): string[] {
  const found = /^ TRACE: \d \w+ (\w+):([\w-]+):rule:\S+\s+-4 -t \w+ (-A .*)$/.exec(line);
  return !found || line.includes('-j TRACE') ? [] : [`${found[1]} ${found[2]} ${found[3]?.trim()}`];
}

export function nftRule(line: string): string[] {
  const found = /^trace id \w+ ip kube-proxy (\S+) rule (.*) \(verdict .*\)$/.exec(line);
  return found ? [`${found[1]} ${found[2]}`] : [];
}
