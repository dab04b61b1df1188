import { annotated, LAST_APPLIED } from '../../cluster/apply.ts';
import { getObject } from '../../cluster/list.ts';
import { updateObject } from '../../cluster/update.ts';
import type { KubeObject } from '../../api/meta.ts';
import { resourceOfKind } from '../../api/resource.ts';
import { objectOf } from '../../manifest/identify.ts';
import { readManifest } from '../../manifest/read.ts';
import { UserError } from '../../net/user-error.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { CommandContext, Run } from '../command.ts';
import { EDIT_HEADER, editedText } from '../kubectl/editor.ts';
import { findAll } from '../kubectl/find.ts';
import { nameOf } from '../kubectl/output.ts';
import { queryOf } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { changeCluster, openCluster } from '../workspace.ts';

/** Opens what `apply` was given last in the person's editor and keeps what comes back; the objects stay as they are. */
export const run: Run = async (context) => {
  const targets = parseTargets(context.args);
  const { found, problems } = findAll(await openCluster(context), targets, queryOf(context));
  report(context, problems);
  for (const object of found.flatMap(({ objects }) => objects)) await editOne(context, object);
};

async function editOne(context: CommandContext, object: KubeObject): Promise<void> {
  const { name, namespace = '', annotations } = object.metadata;
  const last = annotations?.[LAST_APPLIED];
  if (last === undefined) throw new UserError(`no last-applied-configuration annotation found on resource: ${name}`, 1);
  const before = EDIT_HEADER + yamlText(JSON.parse(last));
  const after = editedText(context, before, name);
  if (after === before || after.trim() === '') {
    context.io.err('Edit cancelled, no changes made.\n');
    return;
  }
  const { documents, error } = await readManifest(after, 'the edited configuration');
  if (error) throw error;
  const [document] = documents;
  const of = resourceOfKind(object.kind);
  if (!document || !of) {
    context.io.err('Edit cancelled, saved file was empty.\n');
    return;
  }
  const text = annotated(objectOf(document)).metadata.annotations?.[LAST_APPLIED] ?? '';
  await changeCluster(context, (tx) => {
    const live = getObject(tx, of.plural, namespace, name);
    const next = { ...live, metadata: { ...live.metadata, annotations: { ...live.metadata.annotations, [LAST_APPLIED]: text } } }; // prettier-ignore
    return updateObject(tx, next, { fieldValidation: 'Ignore', fieldManager: 'kubectl-edit' });
  });
  context.io.out(`${nameOf(object)} edited\n`);
}
