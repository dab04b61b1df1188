import type { ClusterConfig } from '../cluster/config.ts';

/** Whether the cluster's Kubernetes is 1.`minor` or newer. */
export function isAtLeast(config: ClusterConfig, minor: number): boolean {
  return Number(config.kubeVersion.split('.')[1] ?? 0) >= minor;
}

/** The patch release a version stands for, as nodes and images report it: `v1.36.2`. */
export function fullVersion(config: ClusterConfig): string {
  return `v${config.kubeVersion}.2`;
}
