import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isYounger, linkedServices, presentService, standingServices, type Viewer } from './seen-services.ts';
import { serviceVariables, type ServiceFacts } from './service-variables.ts';
import { startedAt } from '../../cluster/pod-start.ts';
import type { Service } from '../../api/service/type.ts';

export type EnvReason =
  | 'GIVES'
  | 'CHANGED_SINCE'
  | 'DELETED_SINCE'
  | 'YOUNGER_THAN_POD'
  | 'OTHER_NAMESPACE'
  | 'HEADLESS'
  | 'EXTERNAL_NAME'
  | 'NO_CLUSTER_IP'
  | 'LINKS_DISABLED'
  | 'REPLACED';

/** Why a Service gave the variables it gave, or none. */
export interface EnvExplanation {
  /** `namespace/name` */
  readonly service: string;
  readonly variables: number;
  readonly reason: EnvReason;
  readonly text: string;
}

/** A sentence for every Service of the cluster, those that give variables first, then by namespace and name. */
export function explainEnvironment(cluster: Cluster, viewer: Viewer): EnvExplanation[] {
  const linked = new Set(linkedServices(cluster, viewer).map(keyOf));
  const standing = new Map(standingServices(cluster, viewer).map((service) => [keyOf(service), service]));
  const keys = new Set([...standing.keys(), ...cluster.all('services').keys()]);
  const list = [...keys].map((key) => explanation(cluster, viewer, key, standing.get(key), linked.has(key)));
  return list.sort((a, b) => Number(b.variables > 0) - Number(a.variables > 0) || (a.service < b.service ? -1 : 1));
}

function explanation(
  cluster: Cluster,
  viewer: Viewer,
  key: string,
  seen: ServiceFacts | undefined,
  gives: boolean,
): EnvExplanation {
  const present = cluster.all('services').get(key) as Service | undefined;
  const none = (reason: EnvReason, text: string): EnvExplanation => ({ service: key, variables: 0, reason, text });
  if (seen && gives) {
    const variables = serviceVariables([seen]).length;
    const since = changeSince(cluster, seen);
    return { service: key, variables, ...since };
  }
  const namespace = 'pod' in viewer ? (viewer.pod.metadata.namespace ?? 'default') : viewer.namespace;
  const own = key.startsWith(`${namespace}/`);
  if (!own && key === 'default/kubernetes')
    return none('REPLACED', `a Service kubernetes in ${namespace} takes its place`);
  if (!own)
    return none('OTHER_NAMESPACE', `only Services of namespace ${namespace} and default/kubernetes give variables`);
  if (present?.spec.type === 'ExternalName') return none('EXTERNAL_NAME', 'ExternalName: it has no address of its own');
  const facts = seen ?? (present && { namespace, name: present.metadata.name, clusterIP: present.spec.clusterIP });
  if (facts?.clusterIP === 'None') return none('HEADLESS', 'headless: it has no ClusterIP');
  if (facts && !facts.clusterIP) return none('NO_CLUSTER_IP', 'it has no ClusterIP');
  if ('pod' in viewer && viewer.pod.spec.enableServiceLinks === false) {
    return none('LINKS_DISABLED', 'the pod has enableServiceLinks: false');
  }
  return none('YOUNGER_THAN_POD', youngerText(viewer, present));
}

function changeSince(cluster: Cluster, seen: ServiceFacts): Pick<EnvExplanation, 'reason' | 'text'> {
  const present = presentService(cluster, seen);
  if (!present)
    return { reason: 'DELETED_SINCE', text: 'deleted since; the variables stay until the containers restart' };
  const same =
    JSON.stringify(serviceVariables([seen])) ===
    JSON.stringify(serviceVariables([{ ...seen, clusterIP: present.spec.clusterIP, ports: present.spec.ports }]));
  if (same) return { reason: 'GIVES', text: 'stood when the containers started' };
  return {
    reason: 'CHANGED_SINCE',
    text: 'changed since; the variables stay as they were until the containers restart',
  };
}

function youngerText(viewer: Viewer, present: Service | undefined): string {
  const pod: Pod | undefined = 'pod' in viewer ? viewer.pod : undefined;
  const start = pod ? startedAt(pod) : NaN;
  const created = present?.metadata.creationTimestamp;
  const when =
    present && created && isYounger(present, start)
      ? ` (Service ${created}, container ${new Date(start).toISOString().replace('.000', '')})`
      : '';
  return `younger than the pod's containers${when}: delete the pod, its replacement will have them`;
}

function keyOf({ namespace, name }: ServiceFacts): string {
  return `${namespace}/${name}`;
}
