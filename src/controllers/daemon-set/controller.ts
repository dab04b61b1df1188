import type { KubeObject, LabelSelector } from '../../api/meta.ts';
import type { Node } from '../../api/node/type.ts';
import type { Pod, PodTemplateSpec } from '../../api/pod/type.ts';
import type { Context } from '../context.ts';
import { deletePod } from '../kubelet/termination.ts';
import { claim, OwnerIndex } from '../ownership.ts';
import { isActive, isReady } from '../pod-state.ts';
import { createPod } from '../pod-template.ts';
import { refusal } from '../scheduler/node-filter.ts';
import { selectsItsOwn } from '../selector.ts';
import { controllerOf, update } from '../writes.ts';
import { revisionHash } from './revision-hash.ts';

const REVISION_HASH = 'controller-revision-hash';
const GENERATION = 'deprecated.daemonset.template.generation';

interface DaemonSet extends KubeObject {
  spec: {
    selector: LabelSelector;
    template: PodTemplateSpec;
    updateStrategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } };
  };
  status?: Record<string, unknown>;
}

interface Toleration {
  effect?: string;
  key: string;
  operator: string;
}

/** Keeps one pod of every DaemonSet in scope on each node that will have it. */
export function runDaemonSets(context: Context): boolean {
  const { tx, scope } = context;
  if (!scope.has('daemonsets', 'nodes', 'pods')) return false;
  const sets = [...(tx.all('daemonsets') as ReadonlyMap<string, DaemonSet>)];
  if (sets.length === 0) return false;
  const keys = new Set(scope.touched('daemonsets').map(({ key }) => key));
  for (const pod of scope.versions<Pod>('pods')) {
    const owner = controllerOf(pod);
    if (owner?.kind === 'DaemonSet') keys.add(`${pod?.metadata.namespace ?? ''}/${owner.name}`);
  }
  const wanted = sets.filter(([key]) => scope.has('nodes') || keys.has(key));
  if (wanted.length === 0) return false;
  const before = tx.changes.length;
  const pods = new OwnerIndex(
    tx.all('pods').values() as Iterable<Pod>,
    new Set(wanted.map(([, set]) => set.metadata.uid ?? '')),
  );
  for (const [, set] of wanted) syncDaemonSet(context, set, pods);
  return tx.changes.length !== before;
}

function syncDaemonSet(context: Context, set: DaemonSet, index: OwnerIndex<Pod>): void {
  const { tx, events } = context;
  if (set.metadata.deletionTimestamp !== undefined || !selectsItsOwn(set)) return;
  const pods = claim(tx, 'pods', set, set.spec.selector, index).filter(isActive);
  const nodes = ([...tx.all('nodes').values()] as Node[]).filter((node) => wants(set, node));
  const hash = revisionHash(set.spec.template);
  const byNode = new Map<string, Pod>();
  const stray: Pod[] = [];
  for (const pod of pods) {
    const node = nodeOf(pod);
    if (byNode.has(node) || !nodes.some(({ metadata }) => metadata.name === node)) stray.push(pod);
    else byNode.set(node, pod);
  }
  const outdated = [...byNode.values()].filter((pod) => pod.metadata.labels?.[REVISION_HASH] !== hash);
  const replaced =
    set.spec.updateStrategy?.type === 'OnDelete' ? [] : outdated.slice(0, maxUnavailable(set, nodes.length));
  for (const pod of [...stray, ...replaced]) {
    deletePod(tx, pod);
    const message = `Deleted pod: ${pod.metadata.name}`;
    events.record({ about: set, reason: 'SuccessfulDelete', message, component: 'daemonset-controller' });
  }
  for (const { metadata } of nodes) {
    if (byNode.has(metadata.name)) continue;
    const pod = createPod(tx, set, set.spec.template, {
      labels: { [REVISION_HASH]: hash, 'pod-template-generation': templateGeneration(set) },
      spec: { affinity: onlyOn(set, metadata.name), tolerations: tolerations(set) },
    });
    byNode.set(metadata.name, pod);
    const message = `Created pod: ${pod.metadata.name}`;
    events.record({ about: set, reason: 'SuccessfulCreate', message, component: 'daemonset-controller' });
  }
  writeStatus(context, set, nodes, [...byNode.values()], hash);
}

function writeStatus(
  { tx }: Context,
  set: DaemonSet,
  nodes: readonly Node[],
  pods: readonly Pod[],
  hash: string,
): void {
  const current = tx.get('daemonsets', set.metadata.namespace ?? '', set.metadata.name) as DaemonSet | undefined;
  if (!current) return;
  const ready = pods.filter(isReady).length;
  const status: Record<string, unknown> = {
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes.length,
    numberAvailable: ready,
    numberMisscheduled: 0,
    numberReady: ready,
    numberUnavailable: nodes.length - ready,
    observedGeneration: current.metadata.generation,
    updatedNumberScheduled: pods.filter((pod) => pod.metadata.labels?.[REVISION_HASH] === hash).length,
  };
  for (const field of ['numberAvailable', 'numberUnavailable', 'updatedNumberScheduled'])
    if (status[field] === 0) delete status[field];
  update(tx, 'daemonsets', current, { ...current, status });
}

/** Whether the node is to have one: it would be scheduled there, an empty node granted. */
function wants(set: DaemonSet, node: Node): boolean {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: '' },
    spec: { ...set.spec.template.spec, tolerations: tolerations(set) },
  };
  return refusal(pod as Pod, node) === undefined;
}

/** The node a daemon pod is meant for, bound to it yet or not. */
function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const affinity = pod.spec['affinity'] as ReturnType<typeof onlyOn> | undefined;
  const terms = affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  return terms?.[0]?.matchFields[0]?.values[0] ?? '';
}

function onlyOn(set: DaemonSet, node: string) {
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] };
  const own = (set.spec.template.spec['affinity'] as object | undefined) ?? {};
  return { ...own, nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } };
}

/** What every daemon pod tolerates, beside what its template says (AddOrUpdateDaemonPodTolerations). */
function tolerations(set: DaemonSet): Toleration[] {
  const own = (set.spec.template.spec['tolerations'] as Toleration[] | undefined) ?? [];
  const added: Toleration[] = [
    { effect: 'NoExecute', key: 'node.kubernetes.io/not-ready', operator: 'Exists' },
    { effect: 'NoExecute', key: 'node.kubernetes.io/unreachable', operator: 'Exists' },
    ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) => ({
      effect: 'NoSchedule',
      key: `node.kubernetes.io/${name}`,
      operator: 'Exists',
    })),
  ];
  if (set.spec.template.spec.hostNetwork) {
    added.push({ effect: 'NoSchedule', key: 'node.kubernetes.io/network-unavailable', operator: 'Exists' });
  }
  const known = new Set(own.map(({ key, effect }) => `${key} ${effect ?? ''}`));
  return [...own, ...added.filter(({ key, effect }) => !known.has(`${key} ${effect ?? ''}`))];
}

function maxUnavailable(set: DaemonSet, nodes: number): number {
  const value = set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  if (typeof value === 'number') return Math.max(1, value);
  return Math.max(1, Math.ceil((Number.parseInt(value, 10) * nodes) / 100) || 1);
}

function templateGeneration(set: DaemonSet): string {
  return set.metadata.annotations?.[GENERATION] ?? String(set.metadata.generation ?? 1);
}
