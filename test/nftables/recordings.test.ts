import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sortElements } from '../../src/nftables/element-order.ts';
import { parseRuleset } from '../../src/nftables/parse.ts';
import { rulesetText } from '../../src/nftables/print.ts';

const RECORDINGS = join(import.meta.dirname, '../recordings/1.36');
const listings = readdirSync(RECORDINGS).flatMap((scenario) =>
  readdirSync(join(RECORDINGS, scenario))
    .filter((file) => file.startsWith('nft-ruleset.'))
    .map((file) => [`${scenario}/${file}`, readFileSync(join(RECORDINGS, scenario, file), 'utf8')] as const),
);

describe.each(listings)('%s', (_name, text) => {
  const tables = parseRuleset(text);

  it('is printed back to the letter', () => {
    expect(rulesetText(tables)).toBe(text.replace(/^#.*\n/gm, ''));
  });

  it('is understood: no statement is unknown, no rule needs its own text', () => {
    const rules = tables.flatMap((table) => [...table.chains.values()].flatMap((chain) => chain.rules));
    expect(rules.length).toBeGreaterThan(10);
    expect(
      rules.filter((rule) => rule.verbatim !== undefined || rule.statements.some(({ kind }) => kind === 'unknown')),
    ).toEqual([]);
  });

  it('lists the elements of every set in the order that sortElements gives', () => {
    for (const set of tables.flatMap((table) => [...table.sets.values()])) {
      expect(sortElements([...set.elements].reverse(), set.keyType)).toEqual(set.elements);
    }
  });
});
