import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PORT_0, recordedManifests } from './recorded-manifests.ts';
import { terminal } from './run.ts';

/** What a real kubectl and API server said to 184 manifests, most of them bad, against what `kubesim apply` says. */
const fresh = terminal();
const here = process.cwd();
const cases = recordedManifests();

beforeAll(async () => {
  process.chdir(mkdtempSync(join(tmpdir(), 'kubesim-manifests-')));
  await fresh.run('cluster', 'init');
});
afterAll(() => process.chdir(here));

test.each(cases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
  mkdirSync('emptydir', { recursive: true });
  for (const [name, text] of one.files) writeFileSync(name, text);
  const shell = terminal();
  copyFileSync(fresh.state, shell.state);
  for (const manifest of one.before) expect((await shell.feed(manifest, 'apply', '-f', '-')).code).toBe(0);
  const outcome = await shell.feed(PORT_0, ...one.words);
  expect({ out: outcome.out, code: outcome.code }).toEqual({ out: one.out, code: one.code });
  // Behind kubectl's own words may stand a hint: where in the file, what to do.
  expect(outcome.err.replaceAll('kubesim', 'kubectl').slice(0, one.err.length)).toBe(one.err);
});

test('every recorded manifest was tried', () => expect(cases.length).toBe(184));
