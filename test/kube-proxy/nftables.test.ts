import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { tableText } from '../../src/nftables/print.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';

const ROOT = new URL('1.36/', RECORDINGS);
const recorded = readdirSync(ROOT).flatMap((scenario) =>
  readdirSync(new URL(`${scenario}/`, ROOT))
    .filter((file) => file.startsWith('nft-ruleset.'))
    .map(
      (file) =>
        [scenario, file.split('.')[1] ?? '', readFileSync(new URL(`${scenario}/${file}`, ROOT), 'utf8')] as const,
    ),
);

describe('what kube-proxy 1.36 programs in nftables mode', () => {
  it.each(recorded)('%s on %s, to the letter', (scenario, node, text) => {
    const cluster = loadDump('1.36', scenario);
    const families = text.includes('table ip6 kube-proxy') ? ([4, 6] as const) : ([4] as const);
    const printed = families.map((family) => tableText(nftTable(cluster, node, family))).join('');
    expect(settled(printed)).toEqual(settled(text));
  });

  it('finds by key and by name exactly what it lists', () => {
    const lister = nftTable(loadDump('1.36', 'affinity-policies'), 'node1', 4);
    const finder = nftTable(loadDump('1.36', 'affinity-policies'), 'node1', 4);
    for (const set of lister.sets.values()) {
      const same = finder.sets.get(set.name);
      for (const element of set.elements) {
        if (same?.find) expect({ ...same.find(element.key.join(' . ')) }).toEqual({ ...element });
      }
      expect(same?.find?.('10.9.9.9 . tcp . 1')).toBeUndefined();
    }
    for (const chain of lister.chains.values()) expect(finder.chains.get(chain.name)?.rules).toEqual(chain.rules);
    expect(finder.chains.get('service-AAAAAAAA-no/such/tcp/')).toBeUndefined();
    expect(finder.chains.size).toBe(lister.chains.size);
  });
});

/** Map iteration decides upstream which Service's chains and affinity sets are created first: those blocks are compared sorted. */
function settled(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const head: string[] = [];
  const blocks: string[] = [];
  let block: string[] | undefined;
  for (const line of lines) {
    if (/^\t(set affinity|chain (service|local|external|firewall|endpoint)-[A-Z2-7]{8}-)/.test(line)) block = [line];
    else if (block) block.push(line);
    else head.push(line);
    if (block && line === '\t}') {
      blocks.push(block.join('\n'));
      block = undefined;
    }
  }
  return [...head, ...blocks.sort()];
}
