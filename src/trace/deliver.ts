import { noted, type Visit } from './journey.ts';
import type { PodPlace } from './topology.ts';
import type { Arrived } from './walk.ts';
import type { World } from './world.ts';

/** The packet reached an address of the host itself. */
export function arriveAtHost(world: World, visit: Visit, arrived: Arrived): void {
  const { journey, host } = visit;
  const { packet } = journey;
  const found = world.listens({ packet, host, place: undefined });
  const here = world.record
    ? noted(journey, host.name, {
        layer: 'deliver',
        action: answers(
          packet.protocol,
          packet.destinationPort,
          `${host.name} ${packet.destination.text}`,
          found.open,
          found.assumed,
        ),
        brief: found.open ? (found.assumed === undefined ? 'open' : 'assumed-open') : 'closed',
        origin: found.origin,
      })
    : journey;
  if (!found.open) return arrived({ journey: here, verdict: 'refused', reason: 'CONNECTION_REFUSED', host });
  arrived({ journey: here, verdict: 'delivered', reason: 'DELIVERED', host, pod: found.pod, assumed: found.assumed, origin: found.origin }); // prettier-ignore
}

/** The packet reached a pod. One that comes from the pod's own address without being masqueraded is a martian there. */
export function arriveAtPod(world: World, visit: Visit, place: PodPlace, arrived: Arrived): void {
  const { journey, host, entry, fromPod } = visit;
  const { packet } = journey;
  const neverLeft = fromPod === place && entry === packet;
  if (!neverLeft && packet.source.text === place.address.text) {
    const here = world.record
      ? noted(journey, host.name, {
          layer: 'deliver',
          action: 'the pod gets a packet from its own address by its interface and throws it away (martian source)',
          brief: 'martian',
        })
      : journey;
    return arrived({ journey: here, verdict: 'dropped', reason: 'HAIRPIN_NOT_MASQUERADED', host, place });
  }
  const found = world.listens({ packet, host: undefined, place });
  const here = world.record
    ? noted(journey, host.name, {
        layer: 'deliver',
        action: answers(
          packet.protocol,
          packet.destinationPort,
          place.pod === undefined ? place.address.text : `pod ${place.pod}`,
          found.open,
          found.assumed,
        ),
        brief: found.open ? (found.assumed === undefined ? 'open' : 'assumed-open') : 'closed',
        origin: found.origin,
      })
    : journey;
  arrived({
    journey: here,
    verdict: found.open ? 'delivered' : 'refused',
    reason: found.open ? 'DELIVERED' : 'TARGET_PORT_CLOSED',
    host,
    place,
    assumed: found.assumed,
    origin: found.origin,
  });
}

/** The packet left the cluster by a default route: delivered only where a Service is known to have an endpoint out there. */
export function arriveOutside(world: World, visit: Visit, arrived: Arrived): void {
  const { journey, host } = visit;
  const { packet } = journey;
  const known = world.isKnownOutside(packet.destination);
  const here = world.record
    ? noted(journey, '', {
        layer: 'deliver',
        action: known
          ? `${packet.destination.text} beyond this network: assumed to answer`
          : `${packet.destination.text} is left to the network outside the cluster: no answer is known to come from there`,
        brief: known ? 'assumed-open' : 'outside',
      })
    : journey;
  if (known)
    return arrived({ journey: here, verdict: 'delivered', reason: 'DELIVERED', assumed: 'beyond this network, assumed to answer' }); // prettier-ignore
  arrived({ journey: here, verdict: 'unrouted', reason: 'LEFT_CLUSTER', host });
}

function answers(protocol: string, port: number, what: string, open: boolean, assumed: string | undefined): string {
  if (protocol === 'icmp' || protocol === 'icmpv6') return `${what} answers the ping`;
  const at = `${what}, port ${port}/${protocol}`;
  if (open) return assumed === undefined ? `${at}: listening` : `${at}: ${assumed}`;
  return protocol === 'tcp'
    ? `${at}: nobody listens, the connection is reset`
    : `${at}: nobody listens, answered with ICMP port unreachable`;
}
