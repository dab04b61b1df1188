import type { Condition } from '../../api/meta.ts';
import type { Node } from '../../api/node/type.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../../api/pod/type.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { compact } from '../equality.ts';
import { nodeAddresses } from '../node-facts.ts';
import { qosClass } from '../../api/pod/qos-class.ts';
import { conditionOf } from '../pod-state.ts';
import { isAtLeast } from '../version.ts';

/** The status of a pod whose containers have just been started with these addresses. */
export function startedStatus(
  config: ClusterConfig,
  pod: Pod,
  node: Node,
  ips: readonly string[],
  stamp: string,
): PodStatus {
  const hostIPs = nodeAddresses(node);
  const init = (pod.spec.initContainers ?? []).map((container) => initStatus(container, stamp));
  const since = (type: string): string => conditionOf(pod.status?.conditions, type)?.lastTransitionTime ?? stamp;
  const condition = (type: string): Condition => ({
    lastProbeTime: null,
    lastTransitionTime: type === 'PodScheduled' ? since(type) : stamp,
    status: 'True',
    type,
  });
  const types = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  if (isAtLeast(config, 29)) types.unshift('PodReadyToStartContainers');
  return compact({
    ...pod.status,
    conditions: types.map(condition),
    containerStatuses: pod.spec.containers.map((container) => runningStatus(container, stamp)),
    hostIP: hostIPs[0],
    hostIPs: isAtLeast(config, 28) && hostIPs.length > 0 ? hostIPs.map((ip) => ({ ip })) : undefined,
    initContainerStatuses: init.length > 0 ? init : undefined,
    phase: 'Running',
    podIP: ips[0],
    podIPs: ips.map((ip) => ({ ip })),
    qosClass: pod.status?.qosClass ?? qosClass(pod),
    startTime: pod.status?.startTime ?? stamp,
  }) as PodStatus;
}

/** The status of a pod that its node has taken, but whose containers cannot be started yet. */
export function creatingStatus(pod: Pod): PodStatus {
  const containerStatuses = pod.spec.containers.map(({ name, image = '' }) => ({
    image,
    imageID: '',
    lastState: {},
    name,
    ready: false,
    restartCount: 0,
    started: false,
    state: { waiting: { reason: 'ContainerCreating' } },
  }));
  return { ...pod.status, phase: 'Pending', containerStatuses };
}

/** The pod's status with its containers ready or not, and condition Ready saying so. */
export function withReadiness(pod: Pod, ready: boolean, stamp: string): PodStatus {
  const status: PodStatus = pod.status ?? {};
  const unready = pod.spec.containers.map(({ name }) => name);
  const gatesOpen = (pod.spec.readinessGates ?? []).every(
    ({ conditionType }) => conditionOf(status.conditions, conditionType)?.status === 'True',
  );
  const conditions = (status.conditions ?? []).map((condition) => {
    if (condition.type !== 'Ready' && condition.type !== 'ContainersReady') return condition;
    const isTrue = ready && (condition.type === 'ContainersReady' || gatesOpen);
    return changed(condition, isTrue, unready, ready, stamp);
  });
  const containerStatuses = (status.containerStatuses ?? []).map((container) => ({ ...container, ready }));
  return { ...status, conditions, containerStatuses };
}

function changed(
  condition: Condition,
  isTrue: boolean,
  unready: string[],
  contained: boolean,
  stamp: string,
): Condition {
  const status = isTrue ? 'True' : 'False';
  const { reason: _, message: __, ...bare } = condition;
  const lastTransitionTime = condition.status === status ? (condition.lastTransitionTime ?? stamp) : stamp;
  if (isTrue) return { ...bare, status, lastTransitionTime };
  const why = contained
    ? { reason: 'ReadinessGatesNotReady', message: 'corresponding condition of pod readiness gate does not exist.' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  return { ...bare, status, lastTransitionTime, ...why };
}

function runningStatus(container: Container, stamp: string): ContainerStatus {
  return {
    image: container.image ?? '',
    imageID: '',
    lastState: {},
    name: container.name,
    ready: true,
    restartCount: 0,
    started: true,
    state: { running: { startedAt: stamp } },
  };
}

function initStatus(container: Container, stamp: string): ContainerStatus {
  if (container.restartPolicy === 'Always') return runningStatus(container, stamp);
  const terminated = { exitCode: 0, finishedAt: stamp, reason: 'Completed', startedAt: stamp };
  const { image = '', name } = container;
  return {
    image,
    imageID: '',
    lastState: {},
    name,
    ready: true,
    restartCount: 0,
    started: false,
    state: { terminated },
  };
}
