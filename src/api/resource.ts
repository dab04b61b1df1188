/** One resource the API serves. `plural` is also its key in a Cluster: plurals are unique among the kinds we keep. */
export interface Resource {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  /** '' for the core group */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  /** In `get all`. */
  readonly inAll?: boolean;
}

/** As discovery lists them: core first, then the groups, each by name. */
export const RESOURCES: readonly Resource[] = [
  core('configmaps', 'configmap', 'ConfigMap', ['cm']),
  core('endpoints', 'endpoints', 'Endpoints', ['ep']),
  core('events', 'event', 'Event', ['ev']),
  core('namespaces', 'namespace', 'Namespace', ['ns'], { namespaced: false }),
  core('nodes', 'node', 'Node', ['no'], { namespaced: false }),
  core('pods', 'pod', 'Pod', ['po'], { inAll: true }),
  core('services', 'service', 'Service', ['svc'], { inAll: true }),
  { ...core('daemonsets', 'daemonset', 'DaemonSet', ['ds'], { inAll: true }), group: 'apps' },
  { ...core('deployments', 'deployment', 'Deployment', ['deploy'], { inAll: true }), group: 'apps' },
  { ...core('replicasets', 'replicaset', 'ReplicaSet', ['rs'], { inAll: true }), group: 'apps' },
  { ...core('endpointslices', 'endpointslice', 'EndpointSlice', []), group: 'discovery.k8s.io' },
  { ...core('ingresses', 'ingress', 'Ingress', ['ing']), group: 'networking.k8s.io' },
  { ...core('networkpolicies', 'networkpolicy', 'NetworkPolicy', ['netpol']), group: 'networking.k8s.io' },
  { ...core('servicecidrs', 'servicecidr', 'ServiceCIDR', [], { namespaced: false }), group: 'networking.k8s.io' },
];

function core(
  plural: string,
  singular: string,
  kind: string,
  shortNames: readonly string[],
  more: { namespaced?: boolean; inAll?: boolean } = {},
): Resource {
  return { plural, singular, kind, group: '', version: 'v1', namespaced: true, shortNames, ...more };
}

const byKind = new Map(RESOURCES.map((resource) => [resource.kind, resource]));
const byPlural = new Map(RESOURCES.map((resource) => [resource.plural, resource]));

/** The resource of a kind (`Service`), whatever its group; undefined if we keep no such kind. */
export function resourceOfKind(kind: string): Resource | undefined {
  return byKind.get(kind);
}

/** The resource with this plural name (`services`). Throws RangeError for a name that is none: callers pass constants. */
export function resource(plural: string): Resource {
  const found = byPlural.get(plural);
  if (!found) throw new RangeError(`no resource ${plural}`);
  return found;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(of: Resource): string {
  return of.group === '' ? of.version : `${of.group}/${of.version}`;
}

/** `deployments.apps`, or `services` for the core group: the API server's way to name a resource in messages. */
export function groupResource(of: Resource): string {
  return of.group === '' ? of.plural : `${of.plural}.${of.group}`;
}

/** `deployment.apps/web` as kubectl names an object in its messages. */
export function printedName(of: Resource, name: string): string {
  return of.group === '' ? `${of.singular}/${name}` : `${of.singular}.${of.group}/${name}`;
}
