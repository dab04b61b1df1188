import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { withLock } from '../../src/state/lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-unwritable-'));
writeFileSync(join(folder, 'file'), '');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([join(folder, 'file', 'state.json'), '/proc/nobody/deep/state.json', '/dev/null/state.json'])(
  'a state at %s is refused at once, with what to do',
  async (path) => {
    await expect(withLock(path, () => Promise.resolve())).rejects.toMatchObject({
      name: 'StateError',
      message: expect.stringContaining(`cannot write ${path}: E`),
      hint: 'choose another state with --state FILE',
    });
  },
);
