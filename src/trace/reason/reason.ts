import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { Service } from '../../api/service/type.ts';
import { keyOf, type Cluster } from '../../cluster/cluster.ts';
import { originOf } from '../../cluster/origin.ts';
import { serviceSlices } from '../../kube-proxy/service-slices.ts';
import { hostPort } from '../../net/address.ts';
import type { Origin } from '../../net/origin.ts';
import type { Packet } from '../../net/packet.ts';
import type { End } from '../journey.ts';
import type { Advice } from '../tree.ts';
import type { ReasonCode } from './code.ts';
import { deliveredMessage, plainMessage, whatHappened } from './message.ts';
import { keptOutBy } from './source-ranges.ts';
import { inServiceRange, portOf, serviceAtNodePort, servicesAtAddress, type ServiceAddress } from '../service-index.ts';

/** Why a packet that was not delivered ended: what the rules did, told in the words of the Service behind its address. */
export interface Reason {
  readonly reason: ReasonCode;
  readonly message: string;
  readonly origin?: Origin | undefined;
  readonly advice?: Advice;
}

/** The reason for an end. `sent` is the packet as the client sent it. */
export function reasonFor(cluster: Cluster | undefined, end: End, sent: Packet): Reason {
  if (cluster) {
    const known =
      end.reason === 'TARGET_PORT_CLOSED' ? closedTarget(cluster, end, sent) : serviceReason(cluster, end, sent);
    if (known) return known;
  }
  if (end.reason === 'DELIVERED') return { reason: end.reason, message: deliveredMessage(end) };
  return { reason: end.reason, message: plainMessage(end), origin: end.origin, ...ruleAdvice(end) };
}

/** Where no Service explains a rule's doing, the rule itself is all there is to say. */
function ruleAdvice({ reason, rule }: End): { advice?: Advice } {
  if (rule?.rule === undefined || !/^(?:RULE_|UNKNOWN_RULE)/.test(reason)) return {};
  if (rule.rule.startsWith('-P ')) return { advice: { cause: `No rule before it took the packet: ${rule.rule}`, fix: `Add a rule to chain ${rule.chain} (or one it asks) that accepts the packet; --explain tells what those there did not match.` } }; // prettier-ignore
  return { advice: { cause: `The rule is: ${rule.rule}` } };
}

/** The ends that a Service may explain: a rule's doing, nobody listening, or nothing that translated it. */
const BY_SERVICE: readonly ReasonCode[] = ['RULE_DROP', 'RULE_REJECT', 'LEFT_CLUSTER', 'CONNECTION_REFUSED', 'NO_SUCH_POD', 'FORWARDING_LOOP', 'MARTIAN_SOURCE']; // prettier-ignore

function serviceReason(cluster: Cluster, end: End, sent: Packet): Reason | undefined {
  if (!BY_SERVICE.includes(end.reason)) return undefined;
  const { packet } = end.journey;
  const found = reasonAt(cluster, end, packet);
  if (found || (end.reason !== 'RULE_DROP' && end.reason !== 'RULE_REJECT')) return found;
  // IPVS translates before filter drops what nat had marked: the Service is known by what was asked.
  const [asked] = servicesAtAddress(cluster, sent.destination);
  return asked && atServiceAddress(cluster, end, { ...packet, destination: sent.destination, destinationPort: sent.destinationPort }, asked); // prettier-ignore
}

function reasonAt(cluster: Cluster, end: End, packet: Packet): Reason | undefined {
  const [found] = servicesAtAddress(cluster, packet.destination);
  if (found) return atServiceAddress(cluster, end, packet, found);
  if (inServiceRange(cluster, packet.destination))
    return {
      reason: 'CLUSTERIP_UNALLOCATED',
      message: `no Service has the cluster address ${packet.destination.text}: ${whatHappened(end)}`,
    };
  if (end.host?.isLocal(packet.destination)) return atHostAddress(cluster, end, packet);
  return undefined;
}

function atServiceAddress(cluster: Cluster, end: End, packet: Packet, at: ServiceAddress): Reason | undefined {
  const { service, kind } = at;
  const name = `Service ${keyOf(service)}`;
  const origin = (field: string): Origin => originOf(cluster, 'services', service, field);
  if (kind === 'load-balancer-proxy')
    return {
      reason: 'LB_NOT_PROGRAMMED',
      message: `${packet.destination.text} of ${name} has ipMode Proxy: kube-proxy leaves it to the load balancer, so no rule translates it`,
      origin: origin('status.loadBalancer'),
    };
  if (packet.protocol === 'icmp' || packet.protocol === 'icmpv6')
    return {
      reason: 'CLUSTERIP_NOT_PINGABLE',
      message: `${packet.destination.text} is a virtual address of ${name}: rules translate its ports only, no one answers a ping (${whatHappened(end)})`,
      origin: origin('spec.ports'),
    };
  const port = portOf(service, packet.protocol, packet.destinationPort);
  if (!port)
    return {
      reason: 'PORT_NOT_EXPOSED',
      message: `${name} has no port ${packet.destinationPort}/${packet.protocol}, only ${portsText(service)}: ${whatHappened(end)}`,
      origin: origin('spec.ports'),
    };
  const keptOut = kind !== 'cluster-ip' && end.verdict === 'dropped' ? keptOutBy(cluster, end.host, service, packet.source) : undefined; // prettier-ignore
  if (keptOut !== undefined)
    return { reason: 'SOURCE_RANGE', message: keptOut, origin: origin('spec.loadBalancerSourceRanges') };
  return endpointReason(cluster, end, service, port.name ?? '', packet.protocol, kind === 'cluster-ip' ? 'internalTrafficPolicy' : 'externalTrafficPolicy'); // prettier-ignore
}

function atHostAddress(cluster: Cluster, end: End, packet: Packet): Reason | undefined {
  const { from, to } = cluster.config.nodePortRange;
  const found = serviceAtNodePort(cluster, packet.protocol, packet.destinationPort);
  const at = hostPort(packet.destination.text, packet.destinationPort);
  if (!found) {
    if (packet.destinationPort < from || packet.destinationPort > to) return undefined;
    return { reason: 'NODEPORT_CLOSED', message: `no Service has node port ${packet.destinationPort}/${packet.protocol}: ${end.host?.name ?? 'the node'} refuses the connection` }; // prettier-ignore
  }
  const { service, port } = found;
  if (end.verdict === 'refused')
    return {
      reason: 'NODEPORT_ADDRESS',
      message: `node port ${port.nodePort} of Service ${keyOf(service)} is not served on ${at}: kube-proxy programs it on other addresses of the node only`,
      origin: originOf(cluster, 'services', service, 'spec.ports'),
    };
  return endpointReason(cluster, end, service, port.name ?? '', packet.protocol, 'externalTrafficPolicy');
}

/** No endpoints, none ready, or none on this node. */
function endpointReason(
  cluster: Cluster,
  end: End,
  service: Service,
  portName: string,
  protocol: string,
  policy: 'internalTrafficPolicy' | 'externalTrafficPolicy',
): Reason | undefined {
  const name = `Service ${keyOf(service)}${portName === '' ? '' : ` port ${portName}`}`;
  const { all, ready } = endpointCounts(serviceSlices(cluster).of(keyOf(service)), portName, protocol);
  const did = whatHappened(end);
  if (ready > 0 && service.spec[policy] === 'Local' && end.verdict !== 'refused')
    return {
      reason: 'NO_LOCAL_ENDPOINTS',
      message: `${policy} of ${name} is Local and ${end.host?.name ?? 'this node'} has none of its ${ready} ready endpoint${ready === 1 ? '' : 's'}: ${did}`,
      origin: originOf(cluster, 'services', service, `spec.${policy}`),
    };
  if (ready > 0) return undefined;
  return all > 0
    ? {
        reason: 'NO_READY_ENDPOINTS',
        message: `${name} has ${all} endpoint${all === 1 ? '' : 's'}, but none is ready: ${did}`,
        origin: originOf(cluster, 'services', service, 'spec.selector'),
      }
    : {
        reason: 'NO_ENDPOINTS',
        message: `${name} has no endpoints: ${did}`,
        origin: originOf(cluster, 'services', service, 'spec.selector'),
        advice: { fix: `${whyCommand(service)} finds out which, and what to change.` },
      };
}

function whyCommand({ metadata: { name, namespace = 'default' } }: Service): string {
  return `kubesim why svc/${name}${namespace === 'default' ? '' : ` -n ${namespace}`}`;
}

/** How many endpoints a port has, and how many kube-proxy may use (ready, or serving while terminating). */
export function endpointCounts(
  slices: readonly EndpointSlice[],
  portName: string,
  protocol: string,
): { all: number; ready: number } {
  let all = 0;
  let ready = 0;
  for (const slice of slices) {
    const fits = slice.ports?.some(
      (each) => (each.name ?? '') === portName && (each.protocol ?? 'TCP').toLowerCase() === protocol,
    );
    if (!fits) continue;
    for (const { conditions } of slice.endpoints ?? []) {
      all++;
      const serving = conditions?.terminating === true && conditions.serving !== false;
      if (conditions?.ready !== false || serving) ready++;
    }
  }
  return { all, ready };
}

const UNTRANSLATED: Advice = {
  cause: 'The client asked this very port of the pod: no Service translated it.',
  fix: 'Ask the port on which the process listens.',
};

function closedTarget(cluster: Cluster, end: End, sent: Packet): Reason {
  const { packet } = end.journey;
  const service = servicesAtAddress(cluster, sent.destination)[0]?.service ?? serviceAtNodePort(cluster, sent.protocol, sent.destinationPort)?.service; // prettier-ignore
  const index = service?.spec.ports?.findIndex((port) => (port.port === sent.destinationPort || port.nodePort === sent.destinationPort) && (port.protocol ?? 'TCP').toLowerCase() === sent.protocol) ?? -1; // prettier-ignore
  const pod = end.place?.pod ?? packet.destination.text;
  const translated = service !== undefined && packet.destination.text !== sent.destination.text;
  return {
    reason: 'TARGET_PORT_CLOSED',
    message: translated
      ? `Service ${keyOf(service)} sends to port ${packet.destinationPort} of pod ${pod}, where nobody listens`
      : `nobody listens on port ${packet.destinationPort}/${packet.protocol} of pod ${pod}`,
    ...(translated ? {} : { advice: UNTRANSLATED }),
    origin: translated ? originOf(cluster, 'services', service, index < 0 ? 'spec.ports' : `spec.ports[${index}].targetPort`) : end.origin, // prettier-ignore
  };
}

function portsText(service: Service): string {
  const ports = (service.spec.ports ?? []).map((port) => `${port.port}/${(port.protocol ?? 'TCP').toLowerCase()}`);
  return ports.length === 0 ? 'none' : ports.join(', ');
}
