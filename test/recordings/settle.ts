/**
 * What upstream leaves to chance (Go's map order) is put into one order before two listings are compared: the Services inside
 * the chains that all share, and in nft listings the chains and affinity sets of different Services.
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

/** The lines of an nft listing with the blocks of each Service port's chains and affinity sets sorted behind the others. */
export function settleNft(lines: readonly string[]): string[] {
  const head: string[] = [];
  const blocks: string[][] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    if (/^\t(set affinity|chain (service|local|external|firewall|endpoint)-[A-Z2-7]{8})-/.test(line)) {
      block = [];
      blocks.push(block);
    }
    (block ?? head).push(line);
    if (line === '\t}') block = undefined;
  }
  const sorted = blocks.map((one) => one.join('\n')).sort();
  return [...head, ...sorted.flatMap((one) => one.split('\n'))];
}

/** The kernel draws the seed of a hash itself, and the memory that a set takes depends on it. */
export function settleIpset(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !line.startsWith('Size in memory: '))
    .map((line) => line.replace(/ initval 0x[0-9a-f]{8}$/, ' initval'));
}

/** The recording kernel had no xt_ipvs: the rules that use it are compared with kube-proxy's own words in test/kube-proxy. */
export function settleIpvsRules(lines: readonly string[]): string[] {
  return settleIptables(lines.filter((line) => !line.includes(' -m ipvs ')));
}
