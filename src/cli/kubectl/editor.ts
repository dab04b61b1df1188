import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';

/** What stands above a text that a person edits. */
export const EDIT_HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** What the person's editor makes of a text. Throws UserError where the editor fails. */
export function editedText({ io }: CommandContext, text: string, name: string): string {
  const editor = io.env['KUBE_EDITOR'] || io.env['VISUAL'] || io.env['EDITOR'] || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-edit-'));
  const file = join(folder, `${name}.yaml`);
  try {
    writeFileSync(file, text, { mode: 0o600 });
    // $0 is the shell's own name: the file is $1.
    const words = ['-c', `${editor} "$1"`, 'sh', file];
    const { status, error } = spawnSync('/bin/sh', words, { stdio: 'inherit' });
    if (error || status !== 0) throw new UserError(`there was a problem with the editor ${JSON.stringify(editor)}`, 1);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
