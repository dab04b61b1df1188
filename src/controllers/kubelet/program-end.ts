import type { ContainerStatus, Pod, PodStatus } from '../../api/pod/type.ts';
import { withReadiness } from './pod-status.ts';

/**
 * The pod's status once a container's program has ended: by its restartPolicy the container starts again, or the pod is done when
 * its last container is.
 */
export function endedPod(pod: Pod, container: string, exitCode: number, stamp: string): PodStatus {
  const { restartPolicy = 'Always' } = pod.spec;
  const again = restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && exitCode !== 0);
  const statuses = (pod.status?.containerStatuses ?? []).map((status) =>
    status.name === container ? endedContainer(status, exitCode, again, stamp) : status,
  );
  const status: PodStatus = { ...pod.status, containerStatuses: statuses };
  const codes = statuses.map(({ state }) => state?.terminated?.exitCode);
  if (again || codes.includes(undefined)) return status;
  const phase = codes.every((code) => code === 0) ? 'Succeeded' : 'Failed';
  const { conditions = [] } = withReadiness({ ...pod, status }, false, stamp);
  return {
    ...status,
    phase,
    conditions: conditions.map((condition) => {
      if (condition.type !== 'Ready' && condition.type !== 'ContainersReady') return condition;
      const { message: _, ...bare } = condition;
      return { ...bare, reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' };
    }),
  };
}

function endedContainer(status: ContainerStatus, exitCode: number, again: boolean, stamp: string): ContainerStatus {
  const startedAt = status.state?.running?.startedAt ?? stamp;
  const terminated = {
    exitCode,
    finishedAt: stamp,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt,
  };
  if (!again) return { ...status, ready: false, started: false, state: { terminated } };
  const restartCount = (status.restartCount ?? 0) + 1;
  return { ...status, restartCount, lastState: { terminated }, state: { running: { startedAt: stamp } } };
}
