import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One temporary folder for all that a run of the tests leaves behind, gone when it ends. Returns what removes it. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
