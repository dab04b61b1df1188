import type { ContainerPort, Pod } from '../api/pod/type.ts';
import type { Service, ServicePort } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { originOf } from '../cluster/origin.ts';
import { slicesOf } from '../cluster/lookup.ts';
import { podListener } from '../trace/listeners.ts';
import { endpointCounts } from '../trace/reason/reason.ts';
import type { Check } from './diagnosis.ts';
import { nearest } from './edit-distance.ts';
import { count } from './why-pods.ts';

/** Do the ports of the Service lead to ports of its pods – by name, number and protocol? */
export function checkPorts(cluster: Cluster, service: Service, pods: readonly Pod[]): Check[] {
  return (service.spec.ports ?? []).map((port, index) => checkPort(cluster, service, port, index, pods));
}

function checkPort(cluster: Cluster, service: Service, port: ServicePort, index: number, pods: readonly Pod[]): Check {
  const origin = originOf(cluster, 'services', service, `spec.ports[${index}].targetPort`);
  const name = `port ${port.port}`;
  const target = port.targetPort ?? port.port;
  const protocol = port.protocol ?? 'TCP';
  const declared = pods.flatMap((pod) => pod.spec.containers.flatMap((container) => container.ports ?? []));
  if (typeof target === 'string') {
    const named = declared.filter((each) => each.name === target);
    const fits = named.filter((each) => (each.protocol ?? 'TCP') === protocol);
    if (fits.length === 0 && named.length > 0)
      return { name, status: 'fail', reason: 'PROTOCOL_MISMATCH', text: `port ${target} of the pods is ${named[0]?.protocol ?? 'TCP'}, the Service asks for ${protocol}`, origin }; // prettier-ignore
    if (fits.length === 0)
      return {
        name,
        status: 'fail',
        reason: 'TARGET_PORT_NAME',
        text: `no container of the pods has a port named ${JSON.stringify(target)}`,
        details: nameHints(target, declared),
        origin,
      };
    const number = fits[0]?.containerPort ?? 0;
    return closedCheck(cluster, name, pods, protocol, number, origin) ?? { name, status: 'ok', text: `port ${port.port}/${protocol} leads to ${target} (${number}) of the pods` }; // prettier-ignore
  }
  const closed = closedCheck(cluster, name, pods, protocol, target, origin);
  if (closed) return closed;
  const same = declared.filter((each) => each.containerPort === target);
  if (same.length > 0 && !same.some((each) => (each.protocol ?? 'TCP') === protocol))
    return { name, status: 'warn', reason: 'PROTOCOL_MISMATCH', text: `port ${port.port} leads to ${target}/${protocol}, the containers declare ${target}/${same[0]?.protocol ?? 'TCP'}`, origin }; // prettier-ignore
  if (same.length === 0 && declared.length > 0 && !listensByAnnotation(cluster, pods, protocol, target))
    return { name, status: 'warn', reason: 'TARGET_PORT_UNDECLARED', text: `port ${port.port} leads to ${target}/${protocol}, which no container declares (they declare ${portList(declared)})`, origin }; // prettier-ignore
  return { name, status: 'ok', text: `port ${port.port}/${protocol} leads to ${target} of the pods` };
}

/** A port on which the pods are known not to listen. */
function closedCheck(
  cluster: Cluster,
  name: string,
  pods: readonly Pod[],
  protocol: string,
  port: number,
  origin: Check['origin'],
): Check | undefined {
  const closed = pods.filter((pod) => !podListener(cluster, pod, protocol.toLowerCase(), port).open);
  const [first] = closed;
  if (!first) return undefined;
  return {
    name,
    status: 'fail',
    reason: 'TARGET_PORT_CLOSED',
    text: `nobody listens on ${port}/${protocol} in ${closed.length === pods.length ? 'any of the pods' : `${closed.length} of ${count(pods.length, 'pod')}`} (${keyOf(first)})`,
    ...otherKind(
      first,
      pods.find((pod) => !closed.includes(pod)),
    ),
    ...(origin ? { origin } : {}),
  };
}

/** Pods of one selector that listen differently are often two programs: which labels could tell them apart. */
function otherKind(closed: Pod, open: Pod | undefined): { details?: string[] } {
  if (!open) return {};
  const theirs = open.metadata.labels ?? {};
  const telling = Object.entries(theirs).filter(([key, value]) => key !== 'pod-template-hash' && closed.metadata.labels?.[key] !== value); // prettier-ignore
  const words = telling.map(([key, value]) => `${key}=${value}`).join(',');
  return { details: [`the selector may take in pods that are not meant${words === '' ? '' : `: those that listen have ${words}`}`] }; // prettier-ignore
}

function listensByAnnotation(cluster: Cluster, pods: readonly Pod[], protocol: string, port: number): boolean {
  const [pod] = pods;
  const found = pod && podListener(cluster, pod, protocol.toLowerCase(), port);
  return found?.open === true && found.assumed === undefined;
}

function nameHints(target: string, declared: readonly ContainerPort[]): string[] {
  const names = [...new Set(declared.map((each) => each.name).filter((name) => name !== undefined))];
  if (declared.length === 0) return ['the containers declare no ports at all'];
  const near = nearest(target, names);
  return [
    `declared: ${portList(declared)}`,
    ...(near ? [`nearest name: ${near.text} (edit distance ${near.distance})`] : []),
  ];
}

function portList(declared: readonly ContainerPort[]): string {
  const texts = declared.map(
    (each) => `${each.name === undefined ? '' : `${each.name} `}${each.containerPort}/${each.protocol ?? 'TCP'}`,
  );
  return [...new Set(texts)].join(', ');
}

/** Are there endpoints for every port? Slices and Service are paired by port name. */
export function checkEndpoints(cluster: Cluster, service: Service): Check[] {
  const slices = slicesOf(cluster, service.metadata.namespace ?? 'default', service.metadata.name);
  const addresses = slices.reduce((sum, slice) => sum + (slice.endpoints?.length ?? 0), 0);
  return (service.spec.ports ?? []).map((port, index): Check => {
    const protocol = (port.protocol ?? 'TCP').toLowerCase();
    const name = `endpoints ${port.name ?? port.port}`;
    const { all, ready } = endpointCounts(slices, port.name ?? '', protocol);
    if (ready > 0)
      return {
        name,
        status: 'ok',
        text: `${count(ready, 'endpoint')} for port ${port.name ?? port.port}/${port.protocol ?? 'TCP'}`,
      };
    const origin = originOf(cluster, 'services', service, `spec.ports[${index}]`);
    if (all > 0) return { name, status: 'fail', reason: 'NO_READY_ENDPOINTS', text: `${count(all, 'endpoint')}, none of them ready`, origin }; // prettier-ignore
    const others = slices.flatMap((slice) => (slice.ports ?? []).map((each) => ({ slice, port: each })));
    const [other] = others.filter((each) => (each.port.name ?? '') !== (port.name ?? ''));
    if (addresses > 0 && other) {
      const written = other.port.name ? JSON.stringify(other.port.name) : 'unnamed';
      const slice = other.slice;
      return {
        name,
        status: 'fail',
        reason: 'SLICE_PORT_NAME',
        text: `EndpointSlice ${keyOf(slice)} has ${slice.endpoints?.length === 1 ? '1 address' : `${slice.endpoints?.length ?? 0} addresses`}, but its port is ${written} and the Service calls it ${port.name ? JSON.stringify(port.name) : 'unnamed'}`,
        origin: originOf(cluster, 'endpointslices', slice, 'ports[0]'),
      };
    }
    return {
      name,
      status: 'fail',
      reason: 'NO_ENDPOINTS',
      text: `no endpoints for port ${port.name ?? port.port}`,
      origin,
    };
  });
}
