import type { KubeObject, LabelSelector } from '../../../api/meta.ts';
import type { Deployment } from '../../../api/deployment/type.ts';
import type { ReplicaSet } from '../../../api/replica-set/type.ts';
import type { PodTemplateSpec } from '../../../api/pod/type.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, containersCells, integer, labelsText, selectorText, text, wide, type KindColumns } from './kind.ts';

const WIDE = [wide('Containers'), wide('Images'), wide('Selector')];

/** printDeployment. */
export const DEPLOYMENT: KindColumns = {
  columns: [NAME, text('Ready'), text('Up-to-date'), text('Available'), AGE, ...WIDE],
  cells(object: KubeObject, { now }) {
    const { spec, status, metadata } = object as Deployment;
    return [
      metadata.name,
      `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      ageOf(metadata.creationTimestamp, now),
      ...containersCells(spec.template.spec),
      selectorText(spec.selector),
    ];
  },
};

/** printReplicaSet. */
export const REPLICA_SET: KindColumns = {
  columns: [NAME, integer('Desired'), integer('Current'), integer('Ready'), AGE, ...WIDE],
  cells(object: KubeObject, { now }) {
    const { spec, status, metadata } = object as ReplicaSet;
    return [
      metadata.name,
      spec.replicas ?? 1,
      status?.replicas ?? 0,
      status?.readyReplicas ?? 0,
      ageOf(metadata.creationTimestamp, now),
      ...containersCells(spec.template?.spec),
      selectorText(spec.selector),
    ];
  },
};

/** printDaemonSet. */
export const DAEMON_SET: KindColumns = {
  columns: [
    NAME,
    integer('Desired'),
    integer('Current'),
    integer('Ready'),
    integer('Up-to-date'),
    integer('Available'),
    text('Node Selector'),
    AGE,
    ...WIDE,
  ],
  cells(object: KubeObject, { now }) {
    const spec = object['spec'] as { selector?: LabelSelector; template?: PodTemplateSpec } | undefined;
    const status = (object['status'] ?? {}) as Record<string, number | undefined>;
    return [
      object.metadata.name,
      status['desiredNumberScheduled'] ?? 0,
      status['currentNumberScheduled'] ?? 0,
      status['numberReady'] ?? 0,
      status['updatedNumberScheduled'] ?? 0,
      status['numberAvailable'] ?? 0,
      labelsText(spec?.template?.spec.nodeSelector),
      ageOf(object.metadata.creationTimestamp, now),
      ...containersCells(spec?.template?.spec),
      selectorText(spec?.selector),
    ];
  },
};
