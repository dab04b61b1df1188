import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { terminal, type Outcome } from './run.ts';

/** What a real kubectl and API server said to 184 manifests, most of them bad, against what `kubesim apply` says. */
interface Case extends Outcome {
  readonly title: string;
  readonly files: readonly (readonly [name: string, text: string])[];
  readonly before: readonly string[];
  readonly command: string;
}

/** What one case had on standard input. */
const PORT_0 = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: bad\nspec:\n  ports:\n  - port: 0\n';

const fresh = terminal();
const here = process.cwd();
const cases = read(readFileSync(join(import.meta.dirname, '../recordings/general/validation.txt'), 'utf8'));

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
  const [command = ''] = one.command.split(' (manifest');
  const outcome = await shell.feed(PORT_0, ...command.split(' ').slice(1));
  expect({ out: outcome.out, code: outcome.code }).toEqual({ out: one.out, code: one.code });
  // Behind kubectl's own words may stand a hint: where in the file, what to do.
  expect(outcome.err.replaceAll('kubesim', 'kubectl').slice(0, one.err.length)).toBe(one.err);
});

test('every recorded manifest was tried', () => expect(cases.length).toBe(184));

function read(text: string): Case[] {
  return text
    .split(/^##### \d+\. /m)
    .slice(1)
    .map((block) => {
      const [title = ''] = block.split('\n');
      const sections = [...block.matchAll(/^--- (\S+)(?: (.*))?\n([^]*?)(?=^--- |$(?![^]))/gm)];
      const textOf = (name: string): string => sections.find(([, kind]) => kind === name)?.[3] ?? '';
      return {
        title,
        files: sections
          .filter(([, kind]) => kind === 'manifest')
          .map(([, , name = '', body = '']) => [name, body] as const),
        before: sections.filter(([, kind]) => kind === 'applied').map(([, , , body = '']) => body),
        command: textOf('command').trim().split('\n').at(-1) ?? '',
        out: textOf('stdout'),
        err: textOf('stderr'),
        code: Number(sections.find(([, kind]) => kind === 'exit')?.[2] ?? 0),
      };
    });
}
