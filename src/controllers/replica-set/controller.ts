import type { Pod } from '../../api/pod/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { compact } from '../equality.ts';
import { deletePod } from '../kubelet/termination.ts';
import { claim, OwnerIndex } from '../ownership.ts';
import { conditionOf, isActive, isReady, isTerminating, millis } from '../pod-state.ts';
import { UserError } from '../../net/user-error.ts';
import { createPod } from '../pod-template.ts';
import { matchesSelector, selectsItsOwn } from '../selector.ts';
import { isAtLeast } from '../version.ts';
import { controllerOf, update } from '../writes.ts';
import { byDeletionRank } from './deletion-rank.ts';

/** Kubernetes itself is tested up to 150,000 pods. */
const POD_LIMIT = 150_000;

/** Gives every ReplicaSet in scope as many pods as it wants, and notes in its status how many it has. */
export function runReplicaSets(context: Context): boolean {
  const { tx } = context;
  const sets = setsInScope(context);
  if (sets.length === 0) return false;
  const pods = new OwnerIndex(tx.all('pods').values() as Iterable<Pod>, ownersOf({ tx }, sets));
  let changed = false;
  for (const set of sets) changed = syncReplicaSet(context, set, pods) || changed;
  return changed;
}

function setsInScope({ tx, scope, pace }: Context): ReplicaSet[] {
  if (!scope.has('replicasets', 'pods') && pace.kind === 'instant') return [];
  const all = tx.all('replicasets') as ReadonlyMap<string, ReplicaSet>;
  if (all.size === 0) return [];
  const keys = new Set<string>(scope.touched('replicasets').map(({ key }) => key));
  const orphans = new Map<string, Pod[]>();
  for (const pod of scope.versions<Pod>('pods')) {
    const owner = controllerOf(pod);
    if (owner?.kind === 'ReplicaSet') keys.add(`${pod?.metadata.namespace ?? ''}/${owner.name}`);
    else if (!owner && pod) {
      const namespace = pod.metadata.namespace ?? '';
      const waiting = orphans.get(namespace);
      if (waiting) waiting.push(pod);
      else orphans.set(namespace, [pod]);
    }
  }
  for (const [key, set] of all) {
    const waiting = orphans.get(set.metadata.namespace ?? '');
    if (waiting?.some((pod) => matchesSelector(set.spec.selector, pod.metadata.labels))) keys.add(key);
    if (pace.kind === 'timed' && (set.status?.readyReplicas ?? 0) !== (set.status?.availableReplicas ?? 0))
      keys.add(key);
  }
  return [...keys].map((key) => all.get(key)).filter((set) => set !== undefined);
}

/** The sets themselves, and their siblings: which pod to give up depends on where the siblings' pods stand. */
function ownersOf({ tx }: Pick<Context, 'tx'>, sets: readonly ReplicaSet[]): Set<string> {
  const parents = new Set(sets.flatMap((set) => controllerOf(set)?.uid ?? []));
  const owners = new Set(sets.flatMap(({ metadata }) => metadata.uid ?? []));
  for (const set of tx.all('replicasets').values() as Iterable<ReplicaSet>) {
    const parent = controllerOf(set);
    if (parent && parents.has(parent.uid) && set.metadata.uid !== undefined) owners.add(set.metadata.uid);
  }
  return owners;
}

function syncReplicaSet(context: Context, set: ReplicaSet, pods: OwnerIndex<Pod>): boolean {
  if (!selectsItsOwn(set)) return false;
  const { tx, events } = context;
  const before = tx.revision;
  const claimed = claim(tx, 'pods', set, set.spec.selector, pods);
  const active = claimed.filter(isActive);
  const wanted = set.spec.replicas ?? 1;
  const report = (reason: string, message: string): void =>
    events.record({ about: set, reason, message, component: 'replicaset-controller' });
  if (active.length < wanted) checkRoom(context, set, wanted - active.length);
  let made: readonly Pod[] = [];
  let given: readonly Pod[] = [];
  if (!isTerminating(set as unknown as Pod)) {
    if (active.length < wanted)
      made = Array.from({ length: wanted - active.length }, () => createPod(tx, set, set.spec.template));
    if (active.length > wanted) given = surplus(context, set, active, active.length - wanted, pods);
  }
  for (const pod of made) report('SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
  for (const pod of given) {
    deletePod(tx, pod);
    report('SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
  // New pods bring the set here again once they have started: their status is written then.
  if (made.length === 0)
    writeStatus(
      context,
      set,
      claimed,
      active.filter((pod) => !given.includes(pod)),
      given.length,
    );
  return tx.revision !== before;
}

/** Throws UserError rather than fill the memory with pods that somebody mistyped. */
function checkRoom({ tx }: Context, set: ReplicaSet, missing: number): void {
  if (tx.all('pods').size + missing <= POD_LIMIT) return;
  const name = `${set.metadata.namespace ?? ''}/${set.metadata.name}`;
  throw new UserError(
    `ReplicaSet ${name} wants ${set.spec.replicas ?? 1} pods: kubesim keeps no more than ${POD_LIMIT} in a cluster`,
    1,
    'Ask for fewer replicas.',
  );
}

/** Which pods to give up when there are `count` too many. */
function surplus(context: Context, set: ReplicaSet, active: Pod[], count: number, index: OwnerIndex<Pod>): Pod[] {
  if (count >= active.length) return active;
  const { tx } = context;
  const owner = controllerOf(set);
  const related = owner
    ? [...(tx.all('replicasets').values() as Iterable<ReplicaSet>)].filter(
        (other) => controllerOf(other)?.uid === owner.uid,
      )
    : [set];
  const crowd = new Map<string, number>();
  for (const other of related) {
    for (const pod of index.ownedBy(other.metadata.uid)) {
      const node = pod.spec.nodeName ?? '';
      if (isActive(pod)) crowd.set(node, (crowd.get(node) ?? 0) + 1);
    }
  }
  const crowding = (pod: Pod): number => crowd.get(pod.spec.nodeName ?? '') ?? 0;
  return byDeletionRank(active, { crowding, now: tx.now, logarithmic: isAtLeast(tx.config, 22) }).slice(0, count);
}

function writeStatus({ tx, pace }: Context, set: ReplicaSet, claimed: Pod[], active: Pod[], given: number): void {
  const ready = active.filter(isReady);
  const minimum = pace.kind === 'timed' ? (set.spec.minReadySeconds ?? 0) * 1000 : 0;
  const available = ready.filter(
    (pod) => millis(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime) + minimum <= tx.now,
  );
  const templateLabels = set.spec.template.metadata?.labels ?? {};
  const labelled = active.filter((pod) => matchesSelector({ matchLabels: templateLabels }, pod.metadata.labels));
  const current = tx.get('replicasets', set.metadata.namespace ?? '', set.metadata.name) as ReplicaSet | undefined;
  if (!current) return;
  const status = compact({
    ...current.status,
    replicas: active.length,
    fullyLabeledReplicas: labelled.length || undefined,
    readyReplicas: ready.length || undefined,
    availableReplicas: available.length || undefined,
    observedGeneration: current.metadata.generation,
    terminatingReplicas: isAtLeast(tx.config, 35) ? claimed.filter(isTerminating).length + given : undefined,
  });
  update(tx, 'replicasets', current, { ...current, status } as ReplicaSet);
}
