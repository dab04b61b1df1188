import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIpset } from '../../src/ipvs/ipset-parse.ts';
import { listText as ipsetList } from '../../src/ipvs/ipset.ts';
import { listText } from '../../src/ipvs/ipvsadm.ts';
import { ipvsProgram } from '../../src/kube-proxy/ipvs.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';

const ROOT = new URL('1.36/', RECORDINGS);
const nodes = readdirSync(ROOT).flatMap((scenario) =>
  ['node1', 'node2']
    .filter((node) => existsSync(new URL(`${scenario}/ipvs.${node}.txt`, ROOT)))
    .map((node) => [scenario, node] as const),
);

/** What kube-proxy 1.36's IPVS proxier asked for, through the real ipvsadm, ipset and iptables. */
describe.each(nodes)('IPVS mode, %s on %s', (scenario, node) => {
  const cluster = loadDump('1.36', scenario);
  const families = existsSync(new URL(`${scenario}/ipvs-ip6tables-save.${node}.txt`, ROOT))
    ? ([4, 6] as const)
    : ([4] as const);
  const read = (file: string): string => readFileSync(new URL(`${scenario}/${file}.${node}.txt`, ROOT), 'utf8');
  const states = families.map((family) => ipvsProgram(cluster, node, family).state);

  it('ipvsadm -Ln, in its own order', () => {
    expect(listText(states.flatMap(({ virtualServers }) => virtualServers))).toBe(
      read('ipvsadm-Ln-ownsort').replace(/^#.*\n/gm, ''),
    );
  });

  it('the addresses on kube-ipvs0', () => {
    const sections = read('ipvs').split('# addresses bound to kube-ipvs0').slice(1);
    for (const [index, state] of states.entries()) {
      const want = (sections[index] ?? '').split('\n').filter((line) => /^[0-9a-f.:]+$/.test(line));
      expect(state.boundAddresses.map(({ text }) => text)).toEqual(want);
    }
  });

  it('ipset list, but for the seed of the hash and the memory it takes', () => {
    const settled = (text: string): string =>
      text.replace(/initval 0x[0-9a-f]{8}|^Size in memory: \d+$/gm, '').trimEnd();
    expect(settled(ipsetList(states.flatMap(({ sets }) => sets)))).toBe(settled(read('ipset-list')));
  });

  it('the entries of every set', () => {
    const entries = new Map(states.flatMap(({ sets }) => sets.map((set) => [set.name, set] as const)));
    for (const recorded of parseIpset(read('ipset-list'))) {
      const set = entries.get(recorded.name);
      expect([recorded.name, set?.type, set?.entries]).toEqual([recorded.name, recorded.type, recorded.entries]);
      for (const entry of recorded.entries) expect(set?.has?.(entry) || entry.includes('/')).toBe(true);
    }
  });

  it.each(families)('iptables-save beside it, IPv%s', (family) => {
    const name = family === 4 ? 'ipvs-iptables-save' : 'ipvs-ip6tables-save';
    const lines = (text: string): string[] =>
      text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.includes(' -m ipvs '));
    expect(lines(printRuleset(ipvsProgram(cluster, node, family).iptables))).toEqual(lines(read(name)));
  });

  it('the rules with -m ipvs, for which the recording kernel had no module', () => {
    const asked = read('ipvs-iptables')
      .split('\n')
      .filter((line) => line.includes(' -m ipvs '));
    const written = printRuleset(ipvsProgram(cluster, node, 4).iptables)
      .split('\n')
      .filter((line) => line.includes(' -m ipvs '));
    const asSaved = asked.map((line) =>
      line.replace(/-s (\S+) -m ipvs --vaddr (\S+) --vproto (\S+) --vport (\d+)/, (_all, s, vaddr, vproto, vport) => {
        const number = { tcp: 6, udp: 17, sctp: 132 }[vproto as 'tcp'];
        return `-s ${s}/32 -m ipvs --vproto ${number} --vaddr ${vaddr} --vport ${vport}`;
      }),
    );
    expect(written.sort()).toEqual(asSaved.sort());
  });
});
