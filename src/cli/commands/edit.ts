import type { KubeObject } from '../../api/meta.ts';
import { objectOf } from '../../manifest/identify.ts';
import { readManifest } from '../../manifest/read.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { CommandContext, Run } from '../command.ts';
import { EDIT_HEADER, editedText } from '../kubectl/editor.ts';
import { findAll } from '../kubectl/find.ts';
import { nameOf } from '../kubectl/output.ts';
import { queryOf } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { requestUpdate } from '../kubectl/requests.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { changeCluster, openCluster } from '../workspace.ts';

/** Opens objects in the person's editor and replaces them with what comes back. */
export const run: Run = async (context) => {
  const { found, problems } = findAll(await openCluster(context), parseTargets(context.args), queryOf(context));
  report(context, problems);
  for (const object of found.flatMap(({ objects }) => objects)) await editOne(context, object);
};

async function editOne(context: CommandContext, object: KubeObject): Promise<void> {
  const before = EDIT_HEADER + yamlText(object);
  const after = editedText(context, before, object.metadata.name);
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
  await changeCluster(context, (tx) => requestUpdate(context, tx, next, 'kubectl-edit'));
  context.io.out(`${nameOf(next)} edited\n`);
}
