import type { KubeObject } from '../../api/meta.ts';
import { resource } from '../../api/resource.ts';
import { LAST_APPLIED } from '../../cluster/apply.ts';
import { deleteObject } from '../../cluster/delete.ts';
import { listObjects } from '../../cluster/list.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import type { Info } from './infos.ts';
import { flag, text } from './options.ts';
import type { Results } from './result.ts';

/** kubectl's default list of what `apply --prune` may take away, as far as we keep it: namespaced kinds first. */
const PRUNED = ['configmaps', 'endpoints', 'pods', 'services', 'daemonsets', 'deployments', 'replicasets', 'ingresses'];

/** Throws UserError where --prune says neither which objects nor that all are meant. */
export function checkPrune(context: CommandContext): void {
  if (!flag(context, 'prune')) return;
  if (text(context, 'selector') === '' && !flag(context, 'all')) {
    throw new UserError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. ' +
        'If you did not mean to prune all resources, specify a label selector',
      1,
    );
  }
}

/** Deletes what an earlier apply made in the namespaces of these manifests and what is no longer in them. */
export function prune(context: CommandContext, tx: Transaction, infos: readonly Info[], results: Results): void {
  const kept = new Set(
    infos.map(({ of, object }) => `${of.plural}/${object.metadata.namespace ?? ''}/${object.metadata.name}`),
  );
  const namespaces = new Set(
    infos.filter(({ of }) => of.namespaced).map(({ object }) => object.metadata.namespace ?? ''),
  );
  const labelSelector = text(context, 'selector');
  for (const plural of PRUNED) {
    for (const namespace of namespaces) {
      for (const object of listObjects(tx, plural, { namespace, labelSelector })) {
        if (isOurs(object) && !kept.has(`${plural}/${namespace}/${object.metadata.name}`)) {
          deleteObject(tx, { plural: resource(plural).plural, namespace, name: object.metadata.name });
          results.done(object, 'pruned');
        }
      }
    }
  }
}

function isOurs({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[LAST_APPLIED] !== undefined && metadata.ownerReferences === undefined;
}
