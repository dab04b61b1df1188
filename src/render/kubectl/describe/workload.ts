import type { Deployment } from '../../../api/deployment/type.ts';
import { sameJson } from '../../../api/go-value.ts';
import type { Condition, KubeObject, LabelSelector } from '../../../api/meta.ts';
import type { Pod, PodTemplateSpec } from '../../../api/pod/type.ts';
import type { ReplicaSet } from '../../../api/replica-set/type.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { inNamespace } from '../../../cluster/lookup.ts';
import { labelsText, selectorText } from '../../../api/column.ts';
import { controllerOf, writeEvents, type Describe } from './context.ts';
import { dateText, type Page } from './page.ts';
import { writePodTemplate } from './pod.ts';

export const describeDeployment: Describe = (object, page, context) => {
  const { metadata, spec, status = {} } = object as Deployment;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.field(0, 'CreationTimestamp', dateText(metadata.creationTimestamp));
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  page.field(0, 'Selector', selectorText(spec.selector));
  const counts: [number, string][] = [
    [spec.replicas ?? 1, 'desired'],
    [status.updatedReplicas ?? 0, 'updated'],
    [status.replicas ?? 0, 'total'],
    [status.availableReplicas ?? 0, 'available'],
    [status.unavailableReplicas ?? 0, 'unavailable'],
  ];
  page.field(0, 'Replicas', counts.map(([count, what]) => `${count} ${what}`).join(' | '));
  page.field(0, 'StrategyType', spec.strategy?.type ?? '').field(0, 'MinReadySeconds', spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling) {
    const text = `${rolling.maxUnavailable ?? 0} max unavailable, ${rolling.maxSurge ?? 0} max surge`;
    page.field(0, 'RollingUpdateStrategy', text);
  }
  writePodTemplate(page, spec.template);
  writeConditions(page, status.conditions);
  const { before, current } = replicaSetsOf(object as Deployment, context.cluster);
  if (before.length > 0 || current.length > 0) {
    page.field(0, 'OldReplicaSets', replicaSetsText(before)).field(0, 'NewReplicaSet', replicaSetsText(current));
  }
  writeEvents(object, page, context);
};

export const describeReplicaSet: Describe = (object, page, context) => {
  const { metadata, spec, status } = object as ReplicaSet;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.field(0, 'Selector', selectorText(spec.selector));
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  const controller = controllerOf(object);
  if (controller) page.field(0, 'Controlled By', controller);
  page.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 1} desired`);
  page.field(0, 'Pods Status', podCounts(object, context.cluster));
  writePodTemplate(page, spec.template);
  writeConditions(page, status?.conditions);
  writeEvents(object, page, context);
};

export const describeDaemonSet: Describe = (object, page, context) => {
  const { metadata } = object;
  const spec = object['spec'] as { selector?: LabelSelector; template?: PodTemplateSpec };
  const status = (object['status'] ?? {}) as Record<string, number | undefined>;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.field(0, 'Selector', selectorText(spec.selector));
  page.field(0, 'Node-Selector', labelsText(spec.template?.spec.nodeSelector));
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  for (const [title, field] of [
    ['Desired Number of Nodes Scheduled', 'desiredNumberScheduled'],
    ['Current Number of Nodes Scheduled', 'currentNumberScheduled'],
    ['Number of Nodes Scheduled with Up-to-date Pods', 'updatedNumberScheduled'],
    ['Number of Nodes Scheduled with Available Pods', 'numberAvailable'],
    ['Number of Nodes Misscheduled', 'numberMisscheduled'],
  ] as const) {
    page.line(0, `${title}: ${status[field] ?? 0}`);
  }
  page.field(0, 'Pods Status', podCounts(object, context.cluster));
  writePodTemplate(page, spec.template);
  writeEvents(object, page, context);
};

function writeConditions(page: Page, conditions: readonly Condition[] | undefined): void {
  if (!conditions?.length) return;
  page.line(0, 'Conditions:').line(1, 'Type\tStatus\tReason').line(1, '----\t------\t------');
  for (const { type, status, reason } of conditions) page.line(1, `${type} \t${status}\t${reason ?? ''}`);
}

/** The Deployment's ReplicaSets: the one made from its present template, and the others. */
function replicaSetsOf(deployment: Deployment, cluster: Cluster): { before: ReplicaSet[]; current: ReplicaSet[] } {
  const { namespace = '', uid } = deployment.metadata;
  const own = (inNamespace(cluster, 'replicasets', namespace) as readonly ReplicaSet[]).filter((set) =>
    set.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid),
  );
  own.sort((a, b) => (creationOrder(a) < creationOrder(b) ? -1 : 1));
  const wanted = withoutHash(deployment.spec.template);
  const current = own.find((set) => sameJson(withoutHash(set.spec.template), wanted));
  return { before: own.filter((set) => set !== current), current: current ? [current] : [] };
}

/** kubectl puts them in the order of their creation, then of their names. */
function creationOrder({ metadata }: ReplicaSet): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}

function withoutHash(template: PodTemplateSpec): unknown {
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function replicaSetsText(sets: readonly ReplicaSet[]): string {
  const list = sets.map(({ metadata, spec, status }) => {
    return `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 1} replicas created)`;
  });
  return list.join(', ') || '<none>';
}

/** Of the pods that this object controls. */
function podCounts(owner: KubeObject, cluster: Cluster): string {
  const { namespace = '', uid } = owner.metadata;
  const pods = (inNamespace(cluster, 'pods', namespace) as readonly Pod[]).filter((pod) =>
    pod.metadata.ownerReferences?.some((reference) => reference.controller && reference.uid === uid),
  );
  const count = (phase: string): number => pods.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
