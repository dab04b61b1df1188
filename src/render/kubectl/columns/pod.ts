import type { KubeObject } from '../../../api/meta.ts';
import type { ContainerStatus, Pod } from '../../../api/pod/type.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, text, wide, type KindColumns } from './kind.ts';

/** printPod of k8s.io/kubernetes/pkg/printers. */
export const POD: KindColumns = {
  columns: [
    NAME,
    text('Ready'),
    text('Status'),
    text('Restarts'),
    AGE,
    wide('IP'),
    wide('Node'),
    wide('Nominated Node'),
    wide('Readiness Gates'),
  ],
  cells(object: KubeObject, { now }) {
    const pod = object as Pod;
    const { ready, total, reason, restarts, lastRestart } = podState(pod);
    return [
      pod.metadata.name,
      `${ready}/${total}`,
      reason,
      restarts !== 0 && lastRestart !== '' ? `${restarts} (${ageOf(lastRestart, now)} ago)` : String(restarts),
      ageOf(pod.metadata.creationTimestamp, now),
      pod.status?.podIPs?.[0]?.ip || pod.status?.podIP || '<none>',
      pod.spec.nodeName || '<none>',
      stringOf(pod.status?.['nominatedNodeName']) || '<none>',
      readinessGates(pod),
    ];
  },
};

interface PodState {
  ready: number;
  total: number;
  reason: string;
  restarts: number;
  /** API timestamp, '' for none */
  lastRestart: string;
}

/** What the READY, STATUS and RESTARTS columns say. */
export function podState(pod: Pod): PodState {
  const { spec, status = {}, metadata } = pod;
  const phase = status.phase ?? '';
  const conditions = status.conditions ?? [];
  const sidecars = new Set((spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const state: PodState = {
    ready: 0,
    total: spec.containers.length + sidecars.size,
    reason: stringOf(status['reason']) || phase,
    restarts: 0,
    lastRestart: '',
  };
  if (conditions.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated'))
    state.reason = 'SchedulingGated';
  const { initializing, sidecarRestarts, sidecarRestart } = initState(pod, sidecars, state);
  if (!initializing || conditions.some((c) => c.type === 'Initialized' && c.status === 'True')) {
    state.restarts = sidecarRestarts;
    state.lastRestart = sidecarRestart;
    const running = containerState(status.containerStatuses ?? [], state);
    if (state.reason === 'Completed' && running) {
      const isReady = conditions.some((c) => c.type === 'Ready' && c.status === 'True');
      state.reason = isReady ? 'Running' : 'NotReady';
    }
  }
  if (metadata.deletionTimestamp && status['reason'] === 'NodeLost') state.reason = 'Unknown';
  else if (metadata.deletionTimestamp && phase !== 'Succeeded' && phase !== 'Failed') state.reason = 'Terminating';
  return state;
}

function initState(pod: Pod, sidecars: ReadonlySet<string>, state: PodState) {
  const result = { initializing: false, sidecarRestarts: 0, sidecarRestart: '' };
  const statuses = (pod.status?.['initContainerStatuses'] ?? []) as ContainerStatus[];
  for (const [index, container] of statuses.entries()) {
    const finished = lastFinish(container);
    state.restarts += container.restartCount;
    state.lastRestart = later(state.lastRestart, finished);
    const isSidecar = sidecars.has(container.name);
    if (isSidecar) {
      result.sidecarRestarts += container.restartCount;
      result.sidecarRestart = later(result.sidecarRestart, finished);
    }
    const { terminated, waiting } = container.state ?? {};
    if (terminated && Number(terminated['exitCode'] ?? 0) === 0) continue;
    if (isSidecar && container.started) {
      if (container.ready) state.ready++;
      continue;
    }
    if (terminated) state.reason = `Init:${endText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') state.reason = `Init:${waiting.reason}`;
    else state.reason = `Init:${index}/${pod.spec.initContainers?.length ?? 0}`;
    result.initializing = true;
    break;
  }
  return result;
}

/** Whether at least one container runs and is ready. */
function containerState(statuses: readonly ContainerStatus[], state: PodState): boolean {
  let running = false;
  for (const container of [...statuses].reverse()) {
    state.restarts += container.restartCount;
    state.lastRestart = later(state.lastRestart, lastFinish(container));
    const { terminated, waiting, running: runs } = container.state ?? {};
    if (waiting?.reason) state.reason = waiting.reason;
    else if (terminated) state.reason = endText(terminated);
    else if (container.ready && runs) {
      running = true;
      state.ready++;
    }
  }
  return running;
}

function endText(terminated: Readonly<Record<string, unknown>>): string {
  const reason = stringOf(terminated['reason']);
  if (reason !== '') return reason;
  const signal = Number(terminated['signal'] ?? 0);
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${Number(terminated['exitCode'] ?? 0)}`;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter(({ conditionType }) =>
    status?.conditions?.some((condition) => condition.type === conditionType && condition.status === 'True'),
  );
  return `${met.length}/${gates.length}`;
}

function lastFinish(container: ContainerStatus): string {
  const last = container['lastState'] as { terminated?: { finishedAt?: string } } | undefined;
  return last?.terminated?.finishedAt ?? '';
}

function later(a: string, b: string): string {
  return b > a ? b : a;
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
