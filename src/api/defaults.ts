import { defaultDaemonSet } from './daemon-set/defaults.ts';
import { defaultDeployment } from './deployment/defaults.ts';
import { draftOf, type Draft } from './draft.ts';
import { defaultEndpointSlice } from './endpoint-slice/defaults.ts';
import { defaultEndpoints } from './endpoints/defaults.ts';
import type { KubeObject } from './meta.ts';
import { defaultNamespace } from './namespace/defaults.ts';
import { defaultNetworkPolicy } from './network-policy/defaults.ts';
import { defaultNode } from './node/defaults.ts';
import { defaultPod } from './pod/defaults.ts';
import { defaultReplicaSet } from './replica-set/defaults.ts';
import { defaultService } from './service/defaults.ts';

/** Kinds that are not here (ConfigMap, Event, Ingress, ServiceCIDR) have no defaults that show. */
const DEFAULTS: ReadonlyMap<string, (draft: Draft) => void> = new Map([
  ['DaemonSet', defaultDaemonSet],
  ['Deployment', defaultDeployment],
  ['EndpointSlice', defaultEndpointSlice],
  ['Endpoints', defaultEndpoints],
  ['Namespace', defaultNamespace],
  ['NetworkPolicy', defaultNetworkPolicy],
  ['Node', defaultNode],
  ['Pod', defaultPod],
  ['ReplicaSet', defaultReplicaSet],
  ['Service', defaultService],
]);

/**
 * A copy of the object with the API server's defaults filled in; the object itself if its kind has none. What needs the
 * rest of the cluster (cluster IPs, families, node ports, admission) is not done here.
 */
export function defaulted<T extends KubeObject>(object: T): T {
  const fill = DEFAULTS.get(object.kind);
  if (!fill) return object;
  const draft = draftOf(object);
  fill(draft);
  return draft as unknown as T;
}
