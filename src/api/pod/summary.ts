import { fields, given, items, number, text, type Fields } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

/** What READY, STATUS and RESTARTS say of a pod. */
export interface PodSummary {
  readonly ready: number;
  /** Regular containers and sidecars. */
  readonly containers: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` ... */
  readonly reason: string;
  readonly restarts: number;
  /** RFC 3339: the end of the last run that was followed by a restart. */
  readonly lastRestart: string | undefined;
}

interface Tally {
  ready: number;
  restarts: number;
  lastRestart: string | undefined;
}

/** The pod in one line: upstream's printPod, without the cells that merely repeat a field. */
export function podSummary(pod: KubeObject): PodSummary {
  const spec = fields(pod['spec']);
  const status = fields(pod['status']);
  const sidecars = new Set(
    items(spec['initContainers'])
      .map(fields)
      .filter((container) => container['restartPolicy'] === 'Always')
      .map((container) => text(container['name'])),
  );
  const init = initTally(spec, status, sidecars);
  const isInitialized = conditionIs(status, 'Initialized', 'True');
  const settled = init.reason === undefined || isInitialized ? mainTally(status, init.sidecars) : undefined;
  const reason = settled?.reason ?? init.reason ?? phaseReason(status);
  const tally = settled?.tally ?? init.tally;
  return {
    ready: tally.ready,
    containers: items(spec['containers']).length + sidecars.size,
    reason: deletionReason(pod, status) ?? reason,
    restarts: tally.restarts,
    lastRestart: tally.lastRestart,
  };
}

function phaseReason(status: Fields): string {
  const isGated = items(status['conditions'])
    .map(fields)
    .some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  if (isGated) return 'SchedulingGated';
  return text(status['reason']) || text(status['phase']);
}

function deletionReason(pod: KubeObject, status: Fields): string | undefined {
  if (!given(pod.metadata.deletionTimestamp)) return undefined;
  if (status['reason'] === 'NodeLost') return 'Unknown';
  return status['phase'] === 'Succeeded' || status['phase'] === 'Failed' ? undefined : 'Terminating';
}

/** Init containers run one by one: the first that is not done says how far the pod has come. */
function initTally(
  spec: Fields,
  status: Fields,
  sidecars: ReadonlySet<string>,
): { reason: string | undefined; tally: Tally; sidecars: Tally } {
  const all: Tally = { ready: 0, restarts: 0, lastRestart: undefined };
  const lasting: Tally = { ready: 0, restarts: 0, lastRestart: undefined };
  const total = items(spec['initContainers']).length;
  for (const [i, entry] of items(status['initContainerStatuses']).entries()) {
    const container = fields(entry);
    const isSidecar = sidecars.has(text(container['name']));
    count(all, container);
    if (isSidecar) count(lasting, container);
    const { terminated, waiting } = fields(container['state']);
    if (given(terminated) && number(fields(terminated)['exitCode']) === 0) continue;
    if (isSidecar && container['started'] === true) {
      if (container['ready'] === true) lasting.ready += 1;
      continue;
    }
    const waitingReason = text(fields(waiting)['reason']);
    const reason = given(terminated)
      ? exitReason(fields(terminated))
      : waitingReason !== '' && waitingReason !== 'PodInitializing'
        ? waitingReason
        : `${i}/${total}`;
    return { reason: `Init:${reason}`, tally: { ...all, ready: lasting.ready }, sidecars: lasting };
  }
  return { reason: undefined, tally: { ...all, ready: lasting.ready }, sidecars: lasting };
}

function mainTally(status: Fields, sidecars: Tally): { reason: string | undefined; tally: Tally } {
  const tally = { ...sidecars };
  let reason: string | undefined;
  let hasRunning = false;
  for (const entry of items(status['containerStatuses']).toReversed()) {
    const container = fields(entry);
    const { waiting, terminated, running } = fields(container['state']);
    count(tally, container);
    if (text(fields(waiting)['reason']) !== '') reason = text(fields(waiting)['reason']);
    else if (given(terminated)) reason = exitReason(fields(terminated));
    else if (container['ready'] === true && given(running)) {
      hasRunning = true;
      tally.ready += 1;
    }
  }
  if ((reason ?? phaseReason(status)) === 'Completed' && hasRunning) {
    reason = conditionIs(status, 'Ready', 'True') ? 'Running' : 'NotReady';
  }
  return { reason, tally };
}

function exitReason(terminated: Fields): string {
  if (text(terminated['reason']) !== '') return text(terminated['reason']);
  const signal = number(terminated['signal']);
  return signal === 0 ? `ExitCode:${number(terminated['exitCode'])}` : `Signal:${signal}`;
}

function count(tally: Tally, container: Fields): void {
  tally.restarts += number(container['restartCount']);
  const finished = text(fields(fields(container['lastState'])['terminated'])['finishedAt']);
  if (finished === '') return;
  if (tally.lastRestart === undefined || Date.parse(finished) > Date.parse(tally.lastRestart)) {
    tally.lastRestart = finished;
  }
}

function conditionIs(status: Fields, type: string, value: string): boolean {
  return items(status['conditions'])
    .map(fields)
    .some((condition) => condition['type'] === type && condition['status'] === value);
}
