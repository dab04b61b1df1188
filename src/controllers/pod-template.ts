import type { KubeObject } from '../api/meta.ts';
import type { Pod, PodTemplateSpec } from '../api/pod/type.ts';
import type { Transaction } from '../cluster/transaction.ts';
import { compact, sameJson } from './equality.ts';
import { generatedName } from './names.ts';
import { qosClass } from '../api/pod/qos-class.ts';
import { admittedSpec, podGeneration } from './pod-admission.ts';
import { controllerReference, create } from './writes.ts';

export const TEMPLATE_HASH = 'pod-template-hash';

/** Creates the pod that `owner` (a ReplicaSet or DaemonSet) makes of its template, and returns it as stored. */
export function createPod(
  tx: Transaction,
  owner: KubeObject,
  template: PodTemplateSpec,
  change: { labels?: Record<string, string>; spec?: Record<string, unknown> } = {},
): Pod {
  const namespace = owner.metadata.namespace ?? '';
  const generateName = `${owner.metadata.name}-`;
  const labels = { ...template.metadata?.labels, ...change.labels };
  const { annotations, finalizers } = template.metadata ?? {};
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: compact({
      name: generatedName(tx, 'pods', namespace, generateName),
      generateName,
      namespace,
      labels,
      annotations: annotations && Object.keys(annotations).length > 0 ? annotations : undefined,
      finalizers,
      ownerReferences: [controllerReference(owner)],
      ...podGeneration(tx.config),
    }) as Pod['metadata'],
    spec: admittedSpec({ ...template.spec, ...change.spec }),
  };
  return create(tx, 'pods', { ...pod, status: { phase: 'Pending', qosClass: qosClass(pod) } });
}

/** Whether two templates make the same pods: the label that a Deployment adds does not count. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return sameJson(bare(a), bare(b));
}

function bare(template: PodTemplateSpec): PodTemplateSpec {
  const { labels, creationTimestamp: _, ...metadata } = template.metadata ?? {};
  const { [TEMPLATE_HASH]: __, ...own } = labels ?? {};
  return { ...template, metadata: { ...metadata, labels: own } };
}
