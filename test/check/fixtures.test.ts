import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTest } from '../../src/check/run.ts';
import { findTests } from '../../src/cli/check/test-files.ts';
import { checkTools } from '../../src/cli/check/tools.ts';
import { seededRandom } from '../../src/net/random.ts';

const surroundings = { now: Date.UTC(2026, 0, 1), random: seededRandom('check') };
const tests = await findTests([join(import.meta.dirname, '..', '..', 'fixtures')]);

test('there is a test for every scene', () => {
  expect(tests.length).toBeGreaterThanOrEqual(15);
});

const broken = tests.filter(({ file }) => file.includes('/broken/'));
const diagnosed = broken.flatMap((one) => {
  const steps = one.steps.map((step) => step.kind === 'expect' ? { ...step, expectations: step.expectations.filter(({ kind }) => kind === 'why') } : step); // prettier-ignore
  const asks = steps.some((step) => step.kind === 'expect' && step.expectations.length > 0);
  return asks ? [{ ...one, steps, proxyModes: ['iptables', 'ipvs', 'nftables'] as const }] : [];
});

test('every scene has a README, and most broken ones are diagnosed by why', () => {
  const readmes = new Set(tests.map(({ file }) => join(file, '..', 'README.md')));
  expect([...readmes].filter((file) => !existsSync(file))).toEqual([]);
  expect(diagnosed.length).toBeGreaterThanOrEqual(12);
});

test.each(diagnosed.map((one) => [one.name, one] as const))('why sees what is wrong with %s in every proxy mode', async (_, one) => {
  const results = await runTest(one, checkTools, surroundings);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
}); // prettier-ignore

describe.each(tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
  test('holds', async () => {
    const results = await runTest(one, checkTools, surroundings);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(0);
  });

  test('gives the same results again', async () => {
    expect(await runTest(one, checkTools, surroundings)).toEqual(await runTest(one, checkTools, surroundings));
  });
});
