import type { Deployment } from '../../api/deployment/type.ts';
import type { PodTemplateSpec } from '../../api/pod/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { compact, sameJson } from '../equality.ts';
import { sameTemplate, TEMPLATE_HASH } from '../pod-template.ts';
import { podTemplateHash } from '../pod-template-hash/hash.ts';
import { isAtLeast } from '../version.ts';
import { controllerReference, create, update, updateSpec, withEntries } from '../writes.ts';
import { progressing, withCondition } from './conditions.ts';
import { isRolling, rollingLimits } from './rolling-limits.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

export function replicasOf(set: ReplicaSet): number {
  return set.spec.replicas ?? 1;
}

export function totalReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

export function revisionOf(set: ReplicaSet | Deployment): number {
  const text = set.metadata.annotations?.[REVISION] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** Oldest first; those of the same second by name. */
export function byAge(sets: readonly ReplicaSet[]): ReplicaSet[] {
  const stamp = (set: ReplicaSet): string => set.metadata.creationTimestamp ?? '';
  return sets.toSorted((a, b) =>
    stamp(a) === stamp(b) ? (a.metadata.name < b.metadata.name ? -1 : 1) : stamp(a) < stamp(b) ? -1 : 1,
  );
}

/** The ReplicaSet that already makes pods of the Deployment's present template. */
export function currentSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return byAge(sets).find((set) => sameTemplate(set.spec.template, deployment.spec.template));
}

/** The Deployment as it is stored now: controllers of this pass may have written it since. */
export function latest(context: Context, deployment: Deployment): Deployment {
  const { namespace = '', name } = deployment.metadata;
  return (context.tx.get('deployments', namespace, name) as Deployment | undefined) ?? deployment;
}

/** Brings revision and annotations of an existing current ReplicaSet up to date, and the Deployment's revision with it. */
export function refreshSet(
  context: Context,
  deployment: Deployment,
  set: ReplicaSet,
  old: readonly ReplicaSet[],
): void {
  const { tx } = context;
  const { annotations } = set.metadata;
  const next = Math.max(0, ...old.map(revisionOf)) + 1;
  const own = revisionOf(set);
  const revision = Math.max(own, next);
  const history = [annotations?.[REVISION_HISTORY], own > 0 && own < next ? String(own) : undefined]
    .filter(Boolean)
    .join(',');
  const merged = withEntries(annotations, {
    ...copiedAnnotations(deployment),
    [REVISION]: String(revision),
    [REVISION_HISTORY]: history === '' ? undefined : history,
  });
  const spec = compact({
    ...set.spec,
    minReadySeconds: deployment.spec.minReadySeconds || undefined,
  }) as ReplicaSet['spec'];
  updateSpec(tx, 'replicasets', set, { ...set, metadata: { ...set.metadata, annotations: merged ?? {} }, spec });
  let updated = withRevision(latest(context, deployment), revision);
  if (!updated.status?.conditions?.some(({ type }) => type === 'Progressing')) {
    updated = withCondition(
      updated,
      progressing(tx, 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`),
    );
  }
  update(tx, 'deployments', latest(context, deployment), updated);
}

/**
 * Makes the ReplicaSet of the Deployment's template, with the real hash in its name. Where another ReplicaSet has that name
 * the Deployment's collisionCount goes up and the next pass tries again.
 */
export function createSet(
  context: Context,
  deployment: Deployment,
  old: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const { tx, events } = context;
  const { namespace = '', name } = deployment.metadata;
  const { template } = deployment.spec;
  const hash = podTemplateHash(template, tx.config.kubeVersion, deployment.status?.collisionCount);
  const setName = `${name.slice(0, 252 - hash.length)}-${hash}`;
  if (tx.get('replicasets', namespace, setName)) {
    const current = latest(context, deployment);
    const collisionCount = (current.status?.collisionCount ?? 0) + 1;
    tx.put('deployments', { ...current, status: { ...current.status, collisionCount } });
    return undefined;
  }
  const labels = { ...template.metadata?.labels, [TEMPLATE_HASH]: hash };
  const revision = Math.max(0, ...old.map(revisionOf)) + 1;
  const replicas = newReplicas(deployment, old, 0);
  const set = create(tx, 'replicasets', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: setName,
      namespace,
      generation: 1,
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...sizeAnnotations(deployment),
        [REVISION]: String(revision),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: compact({
      replicas,
      minReadySeconds: deployment.spec.minReadySeconds || undefined,
      selector: {
        ...deployment.spec.selector,
        matchLabels: { ...deployment.spec.selector.matchLabels, [TEMPLATE_HASH]: hash },
      },
      template: { ...template, metadata: { ...template.metadata, labels } } satisfies PodTemplateSpec,
    }),
    status: { replicas: 0 },
  } as ReplicaSet);
  if (replicas > 0) {
    const message = scalingMessage(tx.config, set, 0, replicas);
    events.record({ about: deployment, reason: 'ScalingReplicaSet', message, component: COMPONENT });
  }
  const current = latest(context, deployment);
  const condition = progressing(tx, 'True', 'NewReplicaSetCreated', `Created new replica set "${setName}"`);
  update(tx, 'deployments', current, withCondition(withRevision(current, revision), condition));
  return set;
}

const COMPONENT = 'deployment-controller';

/** Gives the ReplicaSet a new size, and the annotations from which proportional scaling starts. Returns whether it wrote. */
export function scaleSet(context: Context, deployment: Deployment, set: ReplicaSet, replicas: number): boolean {
  const { tx, events } = context;
  const { namespace = '', name } = set.metadata;
  const current = (tx.get('replicasets', namespace, name) as ReplicaSet | undefined) ?? set;
  const annotations = { ...current.metadata.annotations, ...sizeAnnotations(deployment) };
  const from = replicasOf(current);
  if (from === replicas && sameJson(annotations, current.metadata.annotations)) return false;
  const spec = { ...current.spec, replicas };
  updateSpec(tx, 'replicasets', current, { ...current, metadata: { ...current.metadata, annotations }, spec });
  if (from !== replicas) {
    const message = scalingMessage(tx.config, current, from, replicas);
    events.record({ about: deployment, reason: 'ScalingReplicaSet', message, component: COMPONENT });
  }
  return true;
}

/** Whether a ReplicaSet was sized for another number of replicas than the Deployment now has: it was scaled meanwhile. */
export function sizedForAnother(set: ReplicaSet, deployment: Deployment): boolean {
  const desired = set.metadata.annotations?.[DESIRED];
  return desired !== undefined && replicasOf(set) > 0 && Number(desired) !== (deployment.spec.replicas ?? 1);
}

/** How many pods the new ReplicaSet may have now, next to those of the old ones (NewRSNewReplicas). */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const { replicas, maxSurge } = rollingLimits(deployment);
  if (!isRolling(deployment)) return replicas;
  const total = totalReplicas(all);
  if (total >= replicas + maxSurge) return current;
  return current + Math.min(replicas + maxSurge - total, replicas - current);
}

function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas, maxSurge } = rollingLimits(deployment);
  return { [DESIRED]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge) };
}

function copiedAnnotations(deployment: Deployment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !NOT_COPIED.has(key)),
  );
}

function withRevision(deployment: Deployment, revision: number): Deployment {
  if (revisionOf(deployment) === revision) return deployment;
  const annotations = { ...deployment.metadata.annotations, [REVISION]: String(revision) };
  return { ...deployment, metadata: { ...deployment.metadata, annotations } };
}

function scalingMessage(config: Context['tx']['config'], set: ReplicaSet, from: number, to: number): string {
  const direction = to > from ? 'up' : 'down';
  const source = isAtLeast(config, 25) ? ` from ${from}` : '';
  return `Scaled ${direction} replica set ${set.metadata.name}${source} to ${to}`;
}
