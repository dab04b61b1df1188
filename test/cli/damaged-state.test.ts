import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { terminal } from './run.ts';

test('a state in which somebody changed the type of a field is called damaged, not a bug of kubesim, and stays as it is', async () => {
  const shell = terminal();
  await shell.run('cluster', 'init');
  const [written, list] = ['"protocol":"TCP"', '"protocol":[123]'];
  const text = readFileSync(shell.state, 'utf8');
  expect(text).toContain(written);
  // As long as before, and still JSON: reading alone finds nothing wrong.
  const changed = text.replaceAll(written, list);
  writeFileSync(shell.state, changed);
  const { err, code } = await shell.run('env', '--services');
  expect({ err, code }).toEqual({ err: expect.stringContaining(`${shell.state} is damaged`), code: 2 });
  expect(readFileSync(shell.state, 'utf8')).toBe(changed);
});
