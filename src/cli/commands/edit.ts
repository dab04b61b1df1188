import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '../../api/meta.ts';
import { objectOf } from '../../manifest/identify.ts';
import { readManifest } from '../../manifest/read.ts';
import { UserError } from '../../net/user-error.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { CommandContext, Run } from '../command.ts';
import { findAll } from '../kubectl/find.ts';
import { nameOf } from '../kubectl/output.ts';
import { queryOf } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { requestUpdate } from '../kubectl/requests.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { changeCluster, openCluster } from '../workspace.ts';

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** Opens objects in the person's editor and replaces them with what comes back. */
export const run: Run = async (context) => {
  const { found, problems } = findAll(await openCluster(context), parseTargets(context.args, 'edit'), queryOf(context));
  report(context, problems);
  for (const object of found.flatMap(({ objects }) => objects)) await editOne(context, object);
};

async function editOne(context: CommandContext, object: KubeObject): Promise<void> {
  const before = HEADER + yamlText(object);
  const after = edited(context, before, object.metadata.name);
  if (after === before || after.trim() === '') {
    context.io.err('Edit cancelled, no changes made.\n');
    return;
  }
  const { documents, error } = await readManifest(after, 'the edited object');
  if (error) throw error;
  const [document] = documents;
  if (!document) {
    context.io.err('Edit cancelled, saved file was empty.\n');
    return;
  }
  const next = objectOf(document);
  await changeCluster(context, (tx) => requestUpdate(context, tx, next));
  context.io.out(`${nameOf(next)} edited\n`);
}

function edited({ io }: CommandContext, text: string, name: string): string {
  const editor = io.env['KUBE_EDITOR'] || io.env['VISUAL'] || io.env['EDITOR'] || 'vi';
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-edit-'));
  const file = join(folder, `${name}.yaml`);
  try {
    writeFileSync(file, text, { mode: 0o600 });
    const { status, error } = spawnSync(`${editor} "$0"`, [file], { shell: '/bin/sh', stdio: 'inherit' });
    if (error || status !== 0) throw new UserError(`there was a problem with the editor ${JSON.stringify(editor)}`, 1);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
