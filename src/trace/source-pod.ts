import type { Deployment } from '../api/deployment/type.ts';
import type { Pod } from '../api/pod/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { parseAddress, type Family } from '../net/address.ts';
import { UserError } from '../net/user-error.ts';
import { podAddresses } from './cluster-topology.ts';
import type { TraceSource } from './source.ts';
import type { PodPlace, Topology } from './topology.ts';

/** A pod as a source. Throws UserError for one that runs nowhere or has no address yet. */
export function podSource(topology: Topology, pod: Pod): TraceSource {
  const name = pod.metadata.name;
  const namespace = pod.metadata.namespace ?? 'default';
  const host = topology.hosts.get(pod.spec.nodeName ?? '');
  if (!host) throw new UserError(`pod ${keyOf(pod)} is not scheduled to a node: it sends nothing`, 1);
  if (pod.spec.hostNetwork) return { kind: 'pod', name, namespace, host, pod, hostNetwork: true };
  const addresses = podAddresses(pod).map((text) => parseAddress(text)).filter((each) => each !== undefined); // prettier-ignore
  if (addresses.length === 0)
    throw new UserError(
      `pod ${keyOf(pod)} has no address yet (${pod.status?.phase ?? 'Pending'}): it sends nothing`,
      1,
    );
  const place = eachFamilyOnce((family) => {
    const address = addresses.find((each) => each.family === family);
    return address && { address, pod: keyOf(pod), node: host.name };
  });
  return { kind: 'pod', name, namespace, host, pod, place };
}

/** The place in a family, found when it is first asked for and the same ever after. */
export function eachFamilyOnce(
  find: (family: Family) => PodPlace | undefined,
): (family: Family) => PodPlace | undefined {
  const found = new Map<Family, PodPlace | undefined>();
  return (family) => {
    if (!found.has(family)) found.set(family, find(family));
    return found.get(family);
  };
}

/** The pod `NAME` or `NAMESPACE/NAME`. Throws UserError where there is none, and says where one of that name is. */
export function podNamed(cluster: Cluster | undefined, namespace: string, text: string): Pod {
  const [first = '', second] = text.split('/');
  const [where, name] = second === undefined ? [namespace, first] : [first, second];
  const pod = cluster?.get('pods', where, name);
  if (pod) return pod as Pod;
  const elsewhere = [...(cluster?.all('pods').keys() ?? [])].filter((key) => key.endsWith(`/${name}`));
  throw new UserError(
    `pods ${JSON.stringify(name)} not found in namespace ${JSON.stringify(where)}`,
    1,
    elsewhere.length > 0 ? `there is ${elsewhere.join(', ')}: name its namespace with -n` : undefined,
  );
}

/** A running pod of the Deployment. Throws UserError where there is none. */
export function podOfDeployment(cluster: Cluster | undefined, namespace: string, name: string): Pod {
  const deployment = cluster?.get('deployments', namespace, name) as Deployment | undefined;
  if (!deployment) throw new UserError(`deployments.apps ${JSON.stringify(name)} not found`, 1);
  for (const object of cluster?.all('pods').values() ?? []) {
    const pod = object as Pod;
    if (pod.metadata.namespace !== namespace || !pod.spec.nodeName || pod.metadata.deletionTimestamp) continue;
    const set = pod.metadata.ownerReferences?.find((each) => each.kind === 'ReplicaSet');
    const owner = set && cluster?.get('replicasets', namespace, set.name)?.metadata.ownerReferences;
    if (owner?.some((each) => each.kind === 'Deployment' && each.name === name)) return pod;
  }
  throw new UserError(`deployment ${JSON.stringify(name)} has no running pod`, 1);
}
