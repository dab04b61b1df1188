import { sameJson } from '../api/go-value.ts';
import type { KubeObject } from '../api/meta.ts';
import { cannotHandle, notRegistered } from '../api/refused-text.ts';
import { apiVersionOf, RESOURCES, resourceOfKind, type Resource } from '../api/resource.ts';
import { StatusError } from './status-error.ts';
import type { ClusterConfig } from './config.ts';

/** How the API server treats the kinds we keep where they differ (the `strategy.go` of each kind upstream). */

/**
 * The resource an object belongs to. Throws StatusError: 404 for a kind or version that is not served, 400 for a kind that is
 * spelt in lower case (kubectl finds its resource all the same, the API server does not).
 */
export function resourceOf(object: { apiVersion?: unknown; kind?: unknown }): Resource {
  const found = typeof object.kind === 'string' ? resourceOfKind(object.kind) : undefined;
  if (found && apiVersionOf(found) === object.apiVersion) return found;
  const meant = RESOURCES.find((of) => of.kind.toLowerCase() === object.kind && apiVersionOf(of) === object.apiVersion);
  if (meant) {
    const kind = String(object.kind);
    const why = notRegistered(kind, apiVersionOf(meant));
    throw new StatusError(400, 'BadRequest', cannotHandle(kind, meant.kind, meant.version, why));
  }
  throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
}

/** Whether the resource's status is written through a subresource only. */
export function hasStatus(of: Resource): boolean {
  return WITH_STATUS.has(of.plural);
}

const WITH_STATUS: ReadonlySet<string> = new Set([
  'daemonsets',
  'deployments',
  'ingresses',
  'namespaces',
  'nodes',
  'pods',
  'replicasets',
  'servicecidrs',
  'services',
]);

/** The status of a new object, whatever the request said; undefined: the request's own is taken (nodes), or there is none. */
export function initialStatus(of: Resource): unknown {
  switch (of.plural) {
    case 'services':
    case 'ingresses':
      return { loadBalancer: {} };
    case 'namespaces':
      return { phase: 'Active' };
    case 'pods':
      return { phase: 'Pending' };
    case 'replicasets':
      return { replicas: 0 };
    case 'daemonsets':
      return { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
    case 'deployments':
    case 'servicecidrs':
      return {};
    default:
      return undefined;
  }
}

/** Whether objects of this resource count their changes in metadata.generation. */
export function hasGeneration(of: Resource, config: ClusterConfig): boolean {
  return GENERATIONS.has(of.plural) || (of.plural === 'pods' && config.kubeVersion !== '1.20');
}

const GENERATIONS: ReadonlySet<string> = new Set([
  'daemonsets',
  'deployments',
  'endpointslices',
  'ingresses',
  'networkpolicies',
  'replicasets',
]);

/** Whether a change counts as one of what is wanted, so that metadata.generation goes up. */
export function isWantedChange(of: Resource, next: KubeObject, previous: KubeObject): boolean {
  if (of.plural === 'endpointslices') {
    return !sameJson(next.metadata.labels, previous.metadata.labels) || !sameJson(body(next), body(previous));
  }
  if (of.plural === 'deployments' && !sameJson(next.metadata.annotations, previous.metadata.annotations)) return true;
  return !sameJson(next['spec'], previous['spec']);
}

function body(object: KubeObject): unknown {
  return { ...object, metadata: null };
}

/** Whether an update of a missing object creates it (AllowCreateOnUpdate). */
export function isCreatedByUpdate(of: Resource): boolean {
  return of.plural === 'services' || of.plural === 'endpoints' || of.plural === 'events';
}

/** Every resource whose objects live in namespaces. */
export const NAMESPACED: readonly Resource[] = RESOURCES.filter((of) => of.namespaced);
