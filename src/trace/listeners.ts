import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster, type ObjectMap } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { originOf } from '../cluster/origin.ts';
import { parseAddress, type Address } from '../net/address.ts';
import type { Host } from './topology.ts';
import type { Listener, Listening } from './world.ts';

/** The annotation that says on which ports a pod's processes really listen: `80,9090/udp,8000-8010`, or empty for none. */
export const LISTEN_ANNOTATION = 'kubesim.dev/listen';

const KUBELET_PORT = 10250;
const PROXY_HEALTH_PORT = 10256;
const CLOSED: Listener = { open: false };
const OPEN: Listener = { open: true };

/** What the receiving end does with the packet: a pod's port is assumed open unless its annotation says otherwise. */
export function listenerIn(cluster: Cluster, { packet, host, place }: Listening): Listener {
  if (packet.protocol === 'icmp' || packet.protocol === 'icmpv6') return OPEN;
  const { protocol, destinationPort: port } = packet;
  if (place) {
    const pod = podWithKey(cluster, place.pod);
    return pod ? podListener(cluster, pod, protocol, port) : { open: true, assumed: 'assumed open' };
  }
  return host ? hostListener(cluster, host, packet.destination, protocol, port) : CLOSED;
}

/** Whether some EndpointSlice names the address as an endpoint that runs on no node of the cluster. */
export function isOutsideEndpoint(cluster: Cluster, address: Address): boolean {
  return endpointPorts(cluster.all('endpointslices')).has(address.text);
}

/** What the pod does on a port. */
export function podListener(cluster: Cluster, pod: Pod, protocol: string, port: number): Listener {
  const key = keyOf(pod);
  const written = pod.metadata.annotations?.[LISTEN_ANNOTATION];
  if (written !== undefined) {
    const origin = originOf(cluster, 'pods', pod, `metadata.annotations`);
    return listensOn(written, protocol, port) ? { open: true, pod: key, origin } : { open: false, pod: key, origin };
  }
  const declared = declaresPort(pod, protocol, port);
  return {
    open: true,
    pod: key,
    assumed: declared
      ? 'assumed open (the containerPort is declared, which is documentation only)'
      : 'assumed open, though no container declares this port',
  };
}

/** Whether a container of the pod declares the port. */
export function declaresPort(pod: Pod, protocol: string, port: number): boolean {
  return pod.spec.containers.some((container) =>
    container.ports?.some((each) => each.containerPort === port && (each.protocol ?? 'TCP').toLowerCase() === protocol),
  );
}

function listensOn(written: string, protocol: string, port: number): boolean {
  return written.split(/[\s,]+/).some((item) => {
    const [range = '', proto = 'tcp'] = item.toLowerCase().split('/');
    const [from, to = from] = range.split('-').map(Number);
    return proto === protocol && from !== undefined && to !== undefined && range !== '' && port >= from && port <= to;
  });
}

function hostListener(cluster: Cluster, host: Host, address: Address, protocol: string, port: number): Listener {
  const endpoint = endpointPorts(cluster.all('endpointslices')).get(address.text)?.get(`${port}/${protocol}`);
  if (endpoint !== undefined) {
    const pod = podWithKey(cluster, endpoint);
    return pod
      ? podListener(cluster, pod, protocol, port)
      : { open: true, assumed: 'assumed open (an endpoint of a Service)' };
  }
  for (const pod of hostPods(cluster.all('pods')).get(host.name) ?? []) {
    const key = keyOf(pod);
    const written = pod.metadata.annotations?.[LISTEN_ANNOTATION];
    if (written !== undefined ? listensOn(written, protocol, port) : declaresPort(pod, protocol, port))
      return { ...podListener(cluster, pod, protocol, port), pod: key };
    if (isKubeProxy(pod) && protocol === 'tcp' && (port === PROXY_HEALTH_PORT || isHealthPort(cluster, port)))
      return { open: true, pod: key };
  }
  if (protocol === 'tcp' && port === KUBELET_PORT && cluster.get('nodes', '', host.name))
    return { open: true, assumed: "assumed open (the kubelet's port)" };
  return CLOSED;
}

/** The pod `ns/name`, without reading the others of a large state. */
function podWithKey(cluster: Cluster, key: string | undefined): Pod | undefined {
  if (key === undefined) return undefined;
  if (cluster.isLoaded('pods')) return cluster.all('pods').get(key) as Pod | undefined;
  const slash = key.indexOf('/');
  return cluster.get('pods', key.slice(0, slash), key.slice(slash + 1)) as Pod | undefined;
}

/** Pods on the network of their host, by node. */
const hostPods = derived((pods: ObjectMap): ReadonlyMap<string, readonly Pod[]> => {
  const byNode = new Map<string, Pod[]>();
  for (const object of pods.values()) {
    const pod = object as Pod;
    const { phase } = pod.status ?? {};
    if (!pod.spec.hostNetwork || !pod.spec.nodeName || phase === 'Succeeded' || phase === 'Failed') continue;
    const there = byNode.get(pod.spec.nodeName);
    if (there) there.push(pod);
    else byNode.set(pod.spec.nodeName, [pod]);
  }
  return byNode;
});

function isKubeProxy(pod: Pod): boolean {
  const { labels } = pod.metadata;
  return labels?.['k8s-app'] === 'kube-proxy' || labels?.['component'] === 'kube-proxy';
}

function isHealthPort(cluster: Cluster, port: number): boolean {
  return healthPorts(cluster.all('services')).has(port);
}

const healthPorts = derived((services: ObjectMap): ReadonlySet<number> => {
  const ports = new Set<number>();
  for (const object of services.values()) {
    const port = (object as Service).spec.healthCheckNodePort;
    if (port) ports.add(port);
  }
  return ports;
});

/** By address: `port/protocol` of every endpoint, with its pod (`ns/name`, or '' where the slice names none). */
const endpointPorts = derived((slices: ObjectMap): ReadonlyMap<string, ReadonlyMap<string, string>> => {
  const found = new Map<string, Map<string, string>>();
  for (const object of slices.values()) {
    const slice = object as EndpointSlice;
    for (const { addresses, targetRef } of slice.endpoints ?? []) {
      const pod = targetRef?.kind === 'Pod' && targetRef.name ? `${targetRef.namespace ?? 'default'}/${targetRef.name}` : ''; // prettier-ignore
      for (const text of addresses ?? []) {
        const canonical = parseAddress(text)?.text;
        if (canonical === undefined) continue;
        let ports = found.get(canonical);
        if (!ports) found.set(canonical, (ports = new Map()));
        for (const port of slice.ports ?? []) ports.set(`${port.port ?? 0}/${(port.protocol ?? 'TCP').toLowerCase()}`, pod); // prettier-ignore
      }
    }
  }
  return found;
});
