import type { Deployment } from '../../api/deployment/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { claim, OwnerIndex } from '../ownership.ts';
import { conditionOf } from '../pod-state.ts';
import { selectsItsOwn } from '../selector.ts';
import { controllerOf, update } from '../writes.ts';
import { progressing, withCondition } from './conditions.ts';
import { createSet, currentSet, latest, refreshSet, replicasOf, revisionOf, sizedForAnother } from './replica-sets.ts';
import { isRolling } from './rolling-limits.ts';
import { clearOld, rollForward } from './rollout.ts';
import { scale } from './scaling.ts';
import { isComplete, writeStatus } from './status.ts';

/** Takes every Deployment in scope one step towards its template and size (deployment controller's syncDeployment). */
export function runDeployments(context: Context): boolean {
  const { tx } = context;
  const deployments = inScope(context);
  if (deployments.length === 0) return false;
  const owners = new Set(deployments.flatMap(({ metadata }) => metadata.uid ?? []));
  const sets = new OwnerIndex(tx.all('replicasets').values() as Iterable<ReplicaSet>, owners);
  const before = tx.revision;
  for (const deployment of deployments) syncDeployment(context, deployment, sets);
  return tx.revision !== before;
}

function inScope({ tx, scope }: Context): Deployment[] {
  if (!scope.has('deployments', 'replicasets')) return [];
  const all = tx.all('deployments') as ReadonlyMap<string, Deployment>;
  if (all.size === 0) return [];
  const keys = new Set<string>(scope.touched('deployments').map(({ key }) => key));
  const namespacesWithOrphans = new Set<string>();
  for (const set of scope.versions<ReplicaSet>('replicasets')) {
    const owner = controllerOf(set);
    if (owner?.kind === 'Deployment') keys.add(`${set?.metadata.namespace ?? ''}/${owner.name}`);
    else if (!owner && set) namespacesWithOrphans.add(set.metadata.namespace ?? '');
  }
  for (const [key, deployment] of all)
    if (namespacesWithOrphans.has(deployment.metadata.namespace ?? '')) keys.add(key);
  return [...keys].map((key) => all.get(key)).filter((deployment) => deployment !== undefined);
}

function syncDeployment(context: Context, deployment: Deployment, index: OwnerIndex<ReplicaSet>): void {
  if (deployment.metadata.deletionTimestamp !== undefined || !selectsItsOwn(deployment)) return;
  const sets = claim(context.tx, 'replicasets', deployment, deployment.spec.selector, index);
  let current = currentSet(deployment, sets);
  const old = sets.filter((set) => set !== current);
  notePause(context, deployment);
  const isScaling = sets.some((set) => sizedForAnother(set, deployment));
  if (deployment.spec.paused || isScaling) {
    if (current) refreshSet(context, deployment, current, old);
    scale(context, deployment, current, old);
    return writeStatus(context, deployment, sets, current, { rollout: false });
  }
  if (current) refreshSet(context, deployment, current, old);
  const mayStart = isRolling(deployment) || clearOld(context, deployment, old);
  if (!current && mayStart) {
    current = createSet(context, deployment, old);
    // Its pods bring the Deployment here again: its status is written then.
    if (!current || replicasOf(current) > 0) return;
    return writeStatus(context, deployment, [...old, current], current, { rollout: true });
  }
  if (current && mayStart) rollForward(context, deployment, current, old);
  const all = current ? [...old, current] : old;
  writeStatus(context, deployment, all, current, { rollout: true });
  const after = latest(context, deployment);
  if (isComplete(after, after.status ?? {})) forgetHistory(context, after, old);
}

/** Notes in condition Progressing that the rollout stands still, or goes on again. */
function notePause(context: Context, deployment: Deployment): void {
  const { tx } = context;
  const known = conditionOf(deployment.status?.conditions, 'Progressing');
  if (known?.reason === 'ProgressDeadlineExceeded') return;
  const isNoted = known?.reason === 'DeploymentPaused';
  if (deployment.spec.paused && !isNoted) {
    const next = progressing(tx, 'Unknown', 'DeploymentPaused', 'Deployment is paused');
    update(tx, 'deployments', deployment, withCondition(deployment, next));
  } else if (!deployment.spec.paused && isNoted) {
    const next = progressing(tx, 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
    update(tx, 'deployments', deployment, withCondition(deployment, next));
  }
}

/** Old ReplicaSets without pods beyond revisionHistoryLimit go, the oldest revisions first. */
function forgetHistory({ tx }: Context, deployment: Deployment, old: readonly ReplicaSet[]): void {
  const limit = deployment.spec.revisionHistoryLimit ?? 10;
  const alive = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const excess = alive.length - limit;
  if (excess <= 0) return;
  for (const set of alive.toSorted((a, b) => revisionOf(a) - revisionOf(b)).slice(0, excess)) {
    if (replicasOf(set) > 0 || (set.status?.replicas ?? 0) > 0) continue;
    tx.remove('replicasets', set.metadata.namespace ?? '', set.metadata.name);
  }
}
