import type { Condition } from '../../api/meta.ts';
import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Context } from '../context.ts';
import { conditionOf, isTerminal } from '../pod-state.ts';
import { isAtLeast } from '../version.ts';
import { controllerOf } from '../writes.ts';
import { NodeLoad } from './node-load.ts';
import { constraintsOf, refusal } from './node-filter.ts';
import { hasPodAffinity, PodAffinities } from './pod-affinity.ts';

const TOPOLOGY_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

interface Verdict {
  /** Positions of the nodes that will have the pod. */
  readonly fitting: readonly number[];
  /** How many nodes refused for which reason. */
  readonly refusals: ReadonlyMap<string, number>;
}

/**
 * Binds pods to nodes: of those that will have the pod, the one with the fewest pods of the same owner, then with the fewest
 * pods at all, then the first. Pods that fit nowhere stay Pending and say why. The same cluster always gives the same answer.
 */
export function runScheduler({ tx, scope, events }: Context): boolean {
  if (!scope.has('pods', 'nodes')) return false;
  const waiting = waitingPods({ tx, scope });
  if (waiting.length === 0) return false;
  const nodes = [...tx.all('nodes').values()] as Node[];
  const load = new NodeLoad(nodes, tx.all('pods').values() as Iterable<Pod>);
  const all = tx.all('pods') as ReadonlyMap<string, Pod>;
  const isPicky = waiting.some(hasPodAffinity) || anyOf(all.values(), hasPodAffinity);
  const affinities = isPicky ? new PodAffinities(nodes, all.values()) : undefined;
  const verdicts = new Map<string, Verdict>();
  const before = tx.revision;
  for (const pod of waiting) {
    const constraints = constraintsOf(pod);
    let verdict = verdicts.get(constraints);
    if (!verdict) verdicts.set(constraints, (verdict = judge(pod, nodes)));
    const refusals = new Map(verdict.refusals);
    let fitting = verdict.fitting;
    const narrow = (kept: readonly number[], reason: string): void => {
      if (kept.length < fitting.length) refusals.set(reason, fitting.length - kept.length);
      fitting = kept;
    };
    narrow(load.withRoom(fitting), 'Too many pods');
    narrow(load.withFreePorts(fitting, pod), "node(s) didn't have free ports for the requested pod ports");
    if (affinities) {
      const { nodes: kept, reason } = affinities.filter(fitting, pod);
      narrow(kept, reason);
    }
    const position = load.leastLoaded(fitting, controllerOf(pod)?.uid);
    const node = position === undefined ? undefined : nodes[position];
    const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
    if (node) {
      const bound = bind({ tx }, pod, node);
      load.add(bound);
      affinities?.add(bound);
      const message = `Successfully assigned ${name} to ${node.metadata.name}`;
      events.record({ about: pod, reason: 'Scheduled', message, component: 'default-scheduler' });
    } else {
      const message = sentence(nodes.length, refusals);
      if (!markUnschedulable({ tx }, pod, message)) continue;
      events.record({
        about: pod,
        type: 'Warning',
        reason: 'FailedScheduling',
        message,
        component: 'default-scheduler',
      });
    }
  }
  return tx.revision !== before;
}

/** Pods that want a node: those in scope, or all of them when nodes changed or pods went (there may be room now). */
function waitingPods({ tx, scope }: Pick<Context, 'tx' | 'scope'>): Pod[] {
  const touched = scope.touched<Pod>('pods');
  const roomChanged = scope.has('nodes') || touched.some(({ after }) => !after);
  const candidates = roomChanged ? [...(tx.all('pods').values() as Iterable<Pod>)] : touched.map(({ after }) => after);
  return candidates.filter(
    (pod): pod is Pod =>
      pod !== undefined &&
      !pod.spec.nodeName &&
      !isTerminal(pod) &&
      pod.metadata.deletionTimestamp === undefined &&
      ((pod.spec['schedulerName'] as string | undefined) ?? 'default-scheduler') === 'default-scheduler' &&
      ((pod.spec['schedulingGates'] as unknown[] | undefined) ?? []).length === 0,
  );
}

function judge(pod: Pod, nodes: readonly Node[]): Verdict {
  const refusals = new Map<string, number>();
  const fitting: number[] = [];
  for (const [position, node] of nodes.entries()) {
    const reason = refusal(pod, node);
    if (reason === undefined) fitting.push(position);
    else refusals.set(reason, (refusals.get(reason) ?? 0) + 1);
  }
  return { fitting, refusals };
}

function bind({ tx }: Pick<Context, 'tx'>, pod: Pod, node: Node): Pod {
  const scheduled: Condition = {
    lastProbeTime: null,
    lastTransitionTime: tx.timestamp(),
    status: 'True',
    type: 'PodScheduled',
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  const labels = isAtLeast(tx.config, 35) ? topologyLabels(node) : {};
  return tx.put('pods', {
    ...pod,
    metadata:
      Object.keys(labels).length === 0
        ? pod.metadata
        : { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } },
    spec: { ...pod.spec, nodeName: node.metadata.name },
    status: { ...pod.status, phase: pod.status?.phase ?? 'Pending', conditions: [...others, scheduled] },
  } satisfies Pod) as Pod;
}

/** Since 1.35 a bound pod carries its node's zone and region (admission plugin PodTopologyLabels). */
export function topologyLabels(node: Node | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const key of TOPOLOGY_LABELS) {
    const value = node?.metadata.labels?.[key];
    if (value !== undefined) labels[key] = value;
  }
  return labels;
}

function markUnschedulable({ tx }: Pick<Context, 'tx'>, pod: Pod, message: string): boolean {
  const known = conditionOf(pod.status?.conditions, 'PodScheduled');
  if (known?.status === 'False' && known.message === message) return false;
  const since = known?.status === 'False' ? known.lastTransitionTime : tx.timestamp();
  const next: Condition = {
    lastProbeTime: null,
    lastTransitionTime: since ?? null,
    message,
    reason: 'Unschedulable',
    status: 'False',
    type: 'PodScheduled',
  };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  tx.put('pods', { ...pod, status: { ...pod.status, phase: 'Pending', conditions: [...others, next] } });
  return true;
}

/** `0/2 nodes are available: 1 node(s) were unschedulable, ...` as the scheduler's FitError has it: reasons sorted as text. */
function sentence(total: number, refusals: ReadonlyMap<string, number>): string {
  if (total === 0) return 'no nodes available to schedule pods';
  const reasons = [...refusals].map(([reason, count]) => `${count} ${reason}`).toSorted();
  const preemption = `preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.`;
  return `0/${total} nodes are available: ${reasons.join(', ')}. ${preemption}`;
}

function anyOf<T>(items: Iterable<T>, test: (item: T) => boolean): boolean {
  for (const item of items) if (test(item)) return true;
  return false;
}
