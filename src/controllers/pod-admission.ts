import type { PodSpec } from '../api/pod/type.ts';
import type { ClusterConfig } from '../cluster/config.ts';
import { isAtLeast } from './version.ts';

const PRIORITIES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

/**
 * The pod spec as it is stored after the API server's admission: what a pod made from a template gets on top of the
 * template's own defaults (plugins Priority and DefaultTolerationSeconds, and the defaults that only pods have).
 */
export function admittedSpec(spec: PodSpec): PodSpec {
  const tolerations = [...((spec['tolerations'] as Toleration[] | undefined) ?? [])];
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = tolerations.some(
      (toleration) =>
        (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect),
    );
    if (!tolerated) tolerations.push({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 });
  }
  const className = spec['priorityClassName'];
  return {
    ...spec,
    enableServiceLinks: spec.enableServiceLinks ?? true,
    preemptionPolicy: spec['preemptionPolicy'] ?? 'PreemptLowerPriority',
    priority: spec['priority'] ?? (typeof className === 'string' ? (PRIORITIES[className] ?? 0) : 0),
    tolerations,
  };
}

/** metadata.generation that a new pod gets: pods have one since 1.33. */
export function podGeneration(config: ClusterConfig): { generation?: number } {
  return isAtLeast(config, 33) ? { generation: 1 } : {};
}
