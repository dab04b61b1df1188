import type { Deployment } from '../../api/deployment/type.ts';
import { sameJson } from '../../api/go-value.ts';
import type { PodTemplateSpec } from '../../api/pod/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { ObjectSpace } from '../../cluster/list.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/** The ReplicaSets of a Deployment with their revisions, oldest first. */
export function revisionsOf(space: ObjectSpace, { metadata }: Deployment): { revision: number; set: ReplicaSet }[] {
  const own = [...space.all('replicasets').values()].filter((set) =>
    set.metadata.ownerReferences?.some(({ controller, uid }) => controller === true && uid === metadata.uid),
  ) as ReplicaSet[];
  return own
    .map((set) => ({ revision: Number(set.metadata.annotations?.[REVISION] ?? 0), set }))
    .sort((a, b) => a.revision - b.revision);
}

/** A ReplicaSet's template as its Deployment had it. */
export function templateOfRevision({ spec }: ReplicaSet): PodTemplateSpec {
  const { metadata, ...template } = spec.template;
  const { [HASH]: _, ...labels } = metadata?.labels ?? {};
  return { metadata: { ...metadata, labels }, ...template };
}

/** Whether rolling back would change nothing. */
export function isPresent(deployment: Deployment, set: ReplicaSet): boolean {
  return sameJson(templateOfRevision(set), deployment.spec.template);
}
