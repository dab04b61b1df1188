import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import { recordProxyStart } from '../configuration/proxy-mode.ts';
import type { Context } from '../context.ts';
import { sameJson } from '../equality.ts';
import { podCIDRsOf } from '../node-facts.ts';
import { conditionOf, isReady, isTerminal, millis } from '../pod-state.ts';
import type { Touched } from '../scope.ts';
import { topologyLabels } from '../scheduler/controller.ts';
import { isAtLeast } from '../version.ts';
import { PodAddresses } from './pod-addresses.ts';
import { creatingStatus, startedStatus, withReadiness } from './pod-status.ts';
import { READY, wantedReadiness } from './readiness.ts';
import { mayGo } from './termination.ts';

/** What the kubelets of all nodes do: start bound pods with an address, make them ready, and end those being deleted. */
export function runKubelets(context: Context): boolean {
  const { tx, scope, pace } = context;
  if (!scope.has('pods', 'nodes') && pace.kind === 'instant') return false;
  const before = tx.revision;
  let addresses: PodAddresses | undefined;
  for (const touched of podsToLookAt(context)) {
    const pod = touched.after;
    if (!pod || isTerminal(pod)) continue;
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (mayGo(context, touched.before, pod)) end(context, pod);
    } else if (pod.spec.nodeName && !isStarted(pod)) {
      start(context, pod, (addresses ??= new PodAddresses(tx)));
    } else if (isStarted(pod)) settleReadiness(context, touched.before, pod);
  }
  addresses?.save();
  return tx.revision !== before;
}

function podsToLookAt({ tx, scope, pace }: Context): Touched<Pod>[] {
  const touched = scope.touched<Pod>('pods');
  if (pace.kind === 'instant' && !scope.has('nodes')) return touched;
  const seen = new Set(touched.map(({ key }) => key));
  const waiting = [...(tx.all('pods') as ReadonlyMap<string, Pod>)].filter(
    ([key, pod]) => !seen.has(key) && (pace.kind === 'timed' || (pod.spec.nodeName && !isStarted(pod))),
  );
  return [...touched, ...waiting.map(([key, pod]) => ({ key, before: pod, after: pod }))];
}

function isStarted(pod: Pod): boolean {
  return Boolean(pod.status?.podIP) || conditionOf(pod.status?.conditions, 'Ready') !== undefined;
}

function start(context: Context, pod: Pod, addresses: PodAddresses): void {
  const { tx, pace } = context;
  const node = tx.get('nodes', '', pod.spec.nodeName ?? '') as Node | undefined;
  if (!node) return;
  const ips = addresses.assign(pod, node);
  const event = (reason: string, message: string, fieldPath?: string): void =>
    context.events.record({
      about: pod,
      type: ips.length === 0 ? 'Warning' : 'Normal',
      reason,
      message,
      component: 'kubelet',
      host: node.metadata.name,
      ...(fieldPath === undefined ? {} : { fieldPath }),
    });
  if (ips.length === 0) {
    const problem = `failed to allocate for range 0: no IP addresses available in range set: ${podCIDRsOf(node).join(', ')}`;
    event('FailedCreatePodSandBox', `Failed to create pod sandbox: rpc error: code = Unknown desc = ${problem}`);
    const status = creatingStatus(pod);
    if (!sameJson(status, pod.status)) tx.put('pods', { ...pod, status });
    return;
  }
  const labels = isAtLeast(tx.config, 35) ? topologyLabels(node) : {};
  const metadata =
    Object.keys(labels).length === 0
      ? pod.metadata
      : { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } };
  const stamp = tx.timestamp();
  const running: Pod = { ...pod, metadata, status: startedStatus(tx.config, pod, node, ips, stamp) };
  const ready = pod.metadata.annotations?.[READY] !== 'false' && pace.kind === 'instant';
  const settled =
    ready && !pod.spec.readinessGates ? running : { ...running, status: withReadiness(running, ready, stamp) };
  tx.put('pods', settled);
  recordProxyStart(tx, pod);
  for (const container of pod.spec.containers) {
    const path = `spec.containers{${container.name}}`;
    const image = container.image ?? '';
    event(
      'Pulled',
      `Container image "${image}" already present on machine${isAtLeast(tx.config, 35) ? ' and can be accessed by the pod' : ''}`,
      path,
    );
    event('Created', `${isAtLeast(tx.config, 33) ? 'Container created' : `Created container ${container.name}`}`, path);
    event('Started', `${isAtLeast(tx.config, 33) ? 'Container started' : `Started container ${container.name}`}`, path);
  }
}

function settleReadiness({ tx, pace }: Context, before: Pod | undefined, pod: Pod): void {
  const wanted = wantedReadiness(tx, pace, before, pod);
  if (wanted === undefined) return;
  const status = withReadiness(pod, wanted, tx.timestamp());
  const next = { ...pod, status };
  const contained = conditionOf(pod.status?.conditions, 'ContainersReady')?.status === 'True';
  if (contained !== wanted || isReady(pod) !== isReady(next)) tx.put('pods', next);
}

function end({ tx, events }: Context, pod: Pod): void {
  const { namespace = '', name } = pod.metadata;
  for (const container of pod.spec.containers) {
    events.record({
      about: pod,
      reason: 'Killing',
      message: `Stopping container ${container.name}`,
      component: 'kubelet',
      host: pod.spec.nodeName ?? '',
      fieldPath: `spec.containers{${container.name}}`,
    });
  }
  tx.remove('pods', namespace, name);
}

/** When the next thing is due that a timed run would do, in milliseconds since the epoch; undefined: nothing is waiting. */
export function nextDue(pods: Iterable<Pod>, pace: { readyAfter: number; stopAfter: number }): number | undefined {
  let due: number | undefined;
  for (const pod of pods) {
    const { deletionTimestamp, deletionGracePeriodSeconds = 30, annotations } = pod.metadata;
    let at: number | undefined;
    if (deletionTimestamp !== undefined) {
      at = Math.min(
        millis(deletionTimestamp),
        millis(deletionTimestamp) - deletionGracePeriodSeconds * 1000 + pace.stopAfter,
      );
    } else if (isStarted(pod) && !isReady(pod) && annotations?.[READY] !== 'false') {
      at = millis(pod.status?.startTime) + pace.readyAfter;
    }
    if (at !== undefined) due = Math.min(due ?? at, at);
  }
  return due;
}
