import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIpset } from '../../src/ipvs/ipset-parse.ts';
import { saveText } from '../../src/ipvs/ipset.ts';
import { ipvsProgram } from '../../src/kube-proxy/ipvs.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';
import { countedLines } from '../recordings/settle.ts';
import { inNamespace, whyNot } from './namespace.ts';

/** The ipsets of IPVS mode go into a real kernel and come back; then the rules that look into them. */
const cases = readdirSync(new URL('1.36/', RECORDINGS)).flatMap((scenario) =>
  ([4, 6] as const).map((family) => [scenario, family] as const),
);
const missing = whyNot('ipset list');

describe('ipset', () => {
  it.skipIf(missing !== undefined).each(cases)('%s, IPv%s: what is saved is restored', (scenario, family) => {
    const { state, iptables } = ipvsProgram(loadDump('1.36', scenario), 'node1', family);
    const rules = printRuleset(iptables)
      .split('\n')
      .filter((line) => !line.includes(' -m ipvs '))
      .join('\n');
    const tool = family === 4 ? 'iptables' : 'ip6tables';
    // The kernel draws the seed of a hash itself.
    const sets = saveText(state.sets).replace(/ bucketsize 12 initval 0x[0-9a-f]+/g, '');
    const script = `ipset restore <<'SETS' || exit 1\n${sets}SETS\n${tool}-nft-restore <<'RULES' || exit 2\n${rules}RULES\nipset -s save\necho ---\n${tool}-nft-save`;
    const ran = inNamespace(script);
    expect(ran.stderr.replace(/^# Warning.*\n/gm, '')).toBe('');
    const [saved = '', written = ''] = ran.stdout.split('---\n');
    const entries = (text: string): Record<string, readonly string[]> =>
      Object.fromEntries(parseIpset(text).map((set) => [set.name, set.entries]));
    expect(entries(saved)).toEqual(entries(saveText(state.sets)));
    expect(countedLines(written)).toEqual(countedLines(rules));
  });

  if (missing !== undefined) it.skip(`no ipset here: ${missing}`, () => undefined);
});
