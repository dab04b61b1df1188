import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import { effectiveTaints, type Taint } from '../node-facts.ts';
import { matchesRequirement } from '../selector.ts';

interface Requirement {
  key: string;
  operator: string;
  values?: string[];
}

interface NodeSelectorTerm {
  matchExpressions?: Requirement[];
  matchFields?: Requirement[];
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/**
 * Why the node will not take the pod, in kube-scheduler's words; undefined where it will. The reasons of the filter plugins
 * NodeUnschedulable, NodeAffinity and TaintToleration, in the order in which they are asked.
 */
export function refusal(pod: Pod, node: Node): string | undefined {
  if (node.spec?.unschedulable && !toleratesTaint(pod, UNSCHEDULABLE)) {
    return 'node(s) were unschedulable';
  }
  const untolerated = effectiveTaints(node).find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratesTaint(pod, taint),
  );
  if (untolerated) return 'node(s) had untolerated taint(s)';
  if (!hasLabels(pod, node) || !hasAffinity(pod, node)) return "node(s) didn't match Pod's node affinity/selector";
  return undefined;
}

/** What decides about nodes, as text: pods with the same text fit the same nodes. */
export function constraintsOf(pod: Pod): string {
  const { nodeSelector } = pod.spec;
  return JSON.stringify([nodeSelector, nodeTerms(pod), pod.spec['tolerations']]);
}

/** Whether one of the pod's tolerations covers the taint. */
export function toleratesTaint(pod: Pod, taint: Taint): boolean {
  const tolerations = (pod.spec['tolerations'] as Toleration[] | undefined) ?? [];
  return tolerations.some((toleration) => tolerates(toleration, taint));
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (!toleration.key) return toleration.operator === 'Exists';
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

function hasLabels(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  return Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
}

function hasAffinity(pod: Pod, node: Node): boolean {
  const terms = nodeTerms(pod);
  if (!terms) return true;
  const fields = { 'metadata.name': node.metadata.name };
  return terms.some(
    ({ matchExpressions = [], matchFields = [] }) =>
      matchExpressions.length + matchFields.length > 0 &&
      matchExpressions.every((wanted) => matchesRequirement(wanted, node.metadata.labels)) &&
      matchFields.every((wanted) => matchesRequirement(wanted, fields)),
  );
}

function nodeTerms(pod: Pod): NodeSelectorTerm[] | undefined {
  const affinity = pod.spec['affinity'] as
    | { nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] } } }
    | undefined;
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}
