import { readdirSync, readFileSync } from 'node:fs';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { ipvsProgram } from '../../src/kube-proxy/ipvs.ts';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { listText as ipsetText } from '../../src/ipvs/ipset.ts';
import { listText as ipvsadmText } from '../../src/ipvs/ipvsadm.ts';
import type { Family } from '../../src/net/address.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { tableText } from '../../src/nftables/print.ts';
import { loadDump, RECORDINGS } from './load-dump.ts';
import { countedLines, settleIpset, settleIptables, settleIpvsRules, settleNft } from './settle.ts';

/** One kind of recorded listing, and how kubesim prints the same. */
export interface Listing {
  /** As the table in docs/fidelity.md calls it. */
  readonly mode: string;
  readonly what: string;
  /** Of the recorded file; its first group is the node. */
  readonly file: RegExp;
  /** The text for that node. `recorded` is the file's text, for listings that cover one family or two. */
  show(cluster: Cluster, node: string, recorded: string): string;
  /** Puts what upstream leaves to chance in order, on both sides. */
  settle?(lines: readonly string[]): string[];
}

export const LISTINGS: Listing[] = [
  {
    mode: 'iptables',
    what: 'iptables-save',
    file: /^(?:iptables\.)?iptables-save\.(node\d+)\.txt$/,
    show: (cluster, node) => printRuleset(iptablesRuleset(cluster, node, 4)),
    settle: settleIptables,
  },
  {
    mode: 'iptables',
    what: 'ip6tables-save',
    file: /^ip6tables-save\.(node\d+)\.txt$/,
    show: (cluster, node) => printRuleset(iptablesRuleset(cluster, node, 6)),
    settle: settleIptables,
  },
  {
    mode: 'nftables',
    what: 'nft list table',
    file: /^nft-ruleset\.(node\d+)\.txt$/,
    show: (cluster, node, recorded) =>
      familiesIn(recorded.includes('table ip6 ')).map((family) => tableText(nftTable(cluster, node, family))).join(''),
    settle: settleNft,
  },
  {
    mode: 'ipvs',
    what: 'ipvsadm -Ln',
    file: /^ipvsadm-Ln-ownsort\.(node\d+)\.txt$/,
    show: (cluster, node) =>
      ipvsadmText(familiesIn(true).flatMap((family) => ipvsProgram(cluster, node, family).state.virtualServers)),
  },
  {
    mode: 'ipvs',
    what: 'ipset list',
    file: /^ipset-list\.(node\d+)\.txt$/,
    show: (cluster, node, recorded) =>
      ipsetText(familiesIn(recorded.includes('inet6')).flatMap((family) => ipvsProgram(cluster, node, family).state.sets)),
    settle: settleIpset,
  },
  {
    mode: 'ipvs',
    what: 'iptables-save',
    file: /^ipvs-iptables-save\.(node\d+)\.txt$/,
    show: (cluster, node) => printRuleset(ipvsProgram(cluster, node, 4).iptables),
    settle: settleIpvsRules,
  },
  {
    mode: 'ipvs',
    what: 'ip6tables-save',
    file: /^ipvs-ip6tables-save\.(node\d+)\.txt$/,
    show: (cluster, node) => printRuleset(ipvsProgram(cluster, node, 6).iptables),
    settle: settleIpvsRules,
  },
];

function familiesIn(both: boolean): readonly Family[] {
  return both ? [4, 6] : [4];
}

export interface Comparison {
  readonly version: string;
  readonly scenario: string;
  readonly node: string;
  readonly listing: Listing;
  readonly wanted: readonly string[];
  readonly got: readonly string[];
}

/** Every recorded listing beside kubesim's. */
export function comparisons(listings: readonly Listing[] = LISTINGS): Comparison[] {
  const found: Comparison[] = [];
  for (const version of ['1.36', '1.20'])
    for (const scenario of readdirSync(new URL(`${version}/`, RECORDINGS)).sort()) {
      let cluster: Cluster | undefined;
      const folder = new URL(`${version}/${scenario}/`, RECORDINGS);
      for (const file of readdirSync(folder).sort())
        for (const listing of listings) {
          const node = listing.file.exec(file)?.[1];
          if (node === undefined) continue;
          cluster ??= loadDump(version, scenario);
          const recorded = readFileSync(new URL(file, folder), 'utf8');
          const settle = (text: string): string[] => {
            const lines = countedLines(text);
            return listing.settle ? listing.settle(lines) : lines;
          };
          const got = settle(listing.show(cluster, node, recorded));
          found.push({ version, scenario, node, listing, wanted: settle(recorded), got });
        }
    }
  return found;
}

/** How many lines of the longer listing the two share, each line counted once. */
export function equalLines({ wanted, got }: Pick<Comparison, 'wanted' | 'got'>): { equal: number; total: number } {
  const left = new Map<string, number>();
  for (const line of wanted) left.set(line, (left.get(line) ?? 0) + 1);
  let equal = 0;
  for (const line of got) {
    const count = left.get(line) ?? 0;
    if (count > 0) equal++;
    left.set(line, count - 1);
  }
  return { equal, total: Math.max(wanted.length, got.length) };
}

/** The Markdown table of docs/fidelity.md. */
export function fidelityTable(all: readonly Comparison[]): string {
  const rows = all.map((one) => {
    const { equal, total } = equalLines(one);
    return `| ${one.version} | ${one.scenario} | ${one.node} | ${one.listing.mode} | \`${one.listing.what}\` | ${equal} / ${total} |`;
  });
  return [
    '| Kubernetes | scenario | node | mode | listing | lines equal / lines |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
