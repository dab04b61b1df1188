import { validateConfigMap, validateConfigMapUpdate } from './config-map/validate.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from './daemon-set/validate.ts';
import { validateDeployment, validateDeploymentUpdate } from './deployment/validate.ts';
import { validateEndpointSlice, validateEndpointSliceUpdate } from './endpoint-slice/validate.ts';
import { validateEndpoints, validateEndpointsUpdate } from './endpoints/validate.ts';
import { validateEvent, validateEventUpdate } from './event/validate.ts';
import type { FieldError } from './field-error.ts';
import type { Fields } from './go-value.ts';
import { validateIngress, validateIngressUpdate } from './ingress/validate.ts';
import type { KubeObject } from './meta.ts';
import { validateNamespace, validateNamespaceUpdate } from './namespace/validate.ts';
import { validateNetworkPolicy, validateNetworkPolicyUpdate } from './network-policy/validate.ts';
import { validateNode, validateNodeUpdate } from './node/validate.ts';
import { validatePod } from './pod/validate.ts';
import { validatePodUpdate } from './pod/validate-update.ts';
import { validateReplicaSet, validateReplicaSetUpdate } from './replica-set/validate.ts';
import { validateService } from './service/validate.ts';
import { validateServiceUpdate } from './service/validate-update.ts';
import { validateServiceCidr, validateServiceCidrUpdate } from './service-cidr/validate.ts';

interface Validator {
  readonly create: (object: Fields) => FieldError[];
  readonly update: (next: Fields, previous: Fields) => FieldError[];
}

const VALIDATORS: ReadonlyMap<string, Validator> = new Map([
  ['ConfigMap', { create: validateConfigMap, update: validateConfigMapUpdate }],
  ['DaemonSet', { create: validateDaemonSet, update: validateDaemonSetUpdate }],
  ['Deployment', { create: validateDeployment, update: validateDeploymentUpdate }],
  ['EndpointSlice', { create: validateEndpointSlice, update: validateEndpointSliceUpdate }],
  ['Endpoints', { create: validateEndpoints, update: validateEndpointsUpdate }],
  ['Event', { create: validateEvent, update: validateEventUpdate }],
  ['Ingress', { create: validateIngress, update: validateIngressUpdate }],
  ['Namespace', { create: validateNamespace, update: validateNamespaceUpdate }],
  ['NetworkPolicy', { create: validateNetworkPolicy, update: validateNetworkPolicyUpdate }],
  ['Node', { create: validateNode, update: validateNodeUpdate }],
  ['Pod', { create: validatePod, update: validatePodUpdate }],
  ['ReplicaSet', { create: validateReplicaSet, update: validateReplicaSetUpdate }],
  ['Service', { create: validateService, update: validateServiceUpdate }],
  ['ServiceCIDR', { create: validateServiceCidr, update: validateServiceCidrUpdate }],
]);

/** What is wrong with a new object that has its defaults and allocations, in the API server's order. */
export function validateCreate(object: KubeObject): FieldError[] {
  return VALIDATORS.get(object.kind)?.create(object) ?? [];
}

/** What is wrong with putting `next` (defaulted, allocated, its system metadata carried over) in the place of `previous`. */
export function validateUpdate(next: KubeObject, previous: KubeObject): FieldError[] {
  return VALIDATORS.get(next.kind)?.update(next, previous) ?? [];
}
