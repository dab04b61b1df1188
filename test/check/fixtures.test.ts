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
