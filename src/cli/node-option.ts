import type { Cluster } from '../cluster/cluster.ts';
import { defaultNode } from '../kube-proxy/node-facts.ts';
import { UserError } from '../net/user-error.ts';

/** The node a command is about: `--node`, else the cluster's first by name. Throws UserError where the cluster has none. */
export function chosenNode(cluster: Cluster, option: unknown): string {
  if (typeof option === 'string') return option;
  const first = defaultNode(cluster);
  if (first === undefined)
    throw new UserError(
      'the cluster has no nodes',
      1,
      'Make one with "kubesim cluster init", or import a dump that has nodes.',
    );
  return first;
}
