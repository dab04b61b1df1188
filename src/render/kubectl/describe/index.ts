import type { KubeObject } from '../../../api/meta.ts';
export type { DescribeContext } from './context.ts';
import type { Describe, DescribeContext } from './context.ts';
import { describeEndpointSlice, describeEndpoints } from './endpoints.ts';
import { describeNode } from './node.ts';
import {
  describeConfigMap,
  describeGeneric,
  describeIngress,
  describeNamespace,
  describeServiceCidr,
} from './other.ts';
import { Page } from './page.ts';
import { describePod } from './pod.ts';
import { describeNetworkPolicy } from './policy.ts';
import { describeService } from './service.ts';
import { describeDaemonSet, describeDeployment, describeReplicaSet } from './workload.ts';

const KINDS: ReadonlyMap<string, Describe> = new Map([
  ['ConfigMap', describeConfigMap],
  ['DaemonSet', describeDaemonSet],
  ['Deployment', describeDeployment],
  ['EndpointSlice', describeEndpointSlice],
  ['Endpoints', describeEndpoints],
  ['Ingress', describeIngress],
  ['Namespace', describeNamespace],
  ['NetworkPolicy', describeNetworkPolicy],
  ['Node', describeNode],
  ['Pod', describePod],
  ['ReplicaSet', describeReplicaSet],
  ['Service', describeService],
  ['ServiceCIDR', describeServiceCidr],
]);

/** What `kubectl describe` prints about one object, ending with a newline. Behaviour: kubectl/pkg/describe. */
export function describeText(object: KubeObject, context: DescribeContext): string {
  const page = new Page();
  (KINDS.get(object.kind) ?? describeGeneric)(object, page, context);
  return page.toString();
}
