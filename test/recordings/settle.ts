/**
 * What upstream leaves to chance (Go's map order) is put into one order before two listings are compared: the Services inside
 * the chains that all share.
 */

const SHARED_CHAINS = new Set([
  'KUBE-SERVICES',
  'KUBE-NODEPORTS',
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-PROXY-FIREWALL',
  'KUBE-IPVS-OUT-FILTER',
]);

/** Lines that count: neither empty nor comments, without trailing blanks. */
export function countedLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** The lines of an iptables-save with the rules of shared chains sorted by Service, stably. */
export function settleIptables(lines: readonly string[]): string[] {
  const settled: string[] = [];
  let run: string[] = [];
  let runChain = '';
  const flush = (): void => {
    settled.push(...stableSorted(run));
    run = [];
  };
  for (const line of lines) {
    const chain = /^-A (\S+)/.exec(line)?.[1] ?? '';
    if (chain !== runChain) flush();
    runChain = chain;
    if (SHARED_CHAINS.has(chain)) run.push(line);
    else settled.push(line);
  }
  flush();
  return settled;
}

function stableSorted(run: readonly string[]): string[] {
  const key = (line: string): string => /--comment "?(?:\w+ for )?([^\s"]*\/[^\s"]+)/.exec(line)?.[1] ?? '~';
  return run
    .map((line) => ({ line, key: key(line) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ line }) => line);
}
