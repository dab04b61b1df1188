import { isLoopback, type Host, type PodPlace } from './topology.ts';
import { onInterfaces, type Packet } from '../net/packet.ts';
import { atHook } from './at-hook.ts';
import { arriveAtHost, arriveAtPod, arriveOutside } from './deliver.ts';
import { noted, type End, type Journey, type Visit } from './journey.ts';
import { podInterface, routeFrom, sourceFor, vethName, type Route } from './routing.ts';
import { routeNote } from './route-note.ts';
import { pastPolicy } from './walk-policy.ts';
import type { World } from './world.ts';

/** The way of one packet through hosts: hooks in the kernel's order, routes, and from host to host until it ends. */

/** Receives every end; the probabilities of all ends of a walk sum to that of the journey it began with. */
export type Arrived = (end: End) => void;

/** A packet that goes round in circles is given up after so many hosts (the kernel: when its TTL is used up). */
const MAX_HOPS = 12;

/** Walks a packet that a pod sends. */
export function walkFromPod(world: World, host: Host, pod: PodPlace, journey: Journey, arrived: Arrived): void {
  const { packet } = journey;
  if (packet.destination.text === pod.address.text || isLoopback(packet.destination)) {
    const here = world.record ? noted(journey, host.name, SELF) : journey;
    arriveAtPod(world, { journey: here, host, connection: NEW, entry: packet, fromPod: pod }, pod, arrived);
    return;
  }
  const inInterface = podInterface(world.topology, pod.address);
  const sent = world.record
    ? noted(journey, host.name, {
        layer: 'route',
        action: leavesPod(world, host, pod),
        brief: `gateway ${inInterface}`,
      })
    : journey;
  enterHost(world, host, sent, inInterface, pod, arrived);
}

/** Walks a packet that a process on the host (or a hostNetwork pod) sends. Its source address is already chosen. */
export function walkFromHost(world: World, host: Host, journey: Journey, arrived: Arrived): void {
  const first = routeFrom(world.topology, host, journey.packet.destination);
  const sent = withInterfaces(world.record ? noted(journey, host.name, routeNote(host, first, journey)) : journey, undefined, first.interface); // prettier-ignore
  const visit: Visit = { journey: sent, host, connection: NEW, entry: sent.packet };
  atHook(world, visit, 'output', arrived, (out) => leaveFromOutput(world, out, arrived));
}

/** Walks a packet that comes to a host from outside. */
export function walkFromOutside(world: World, host: Host, journey: Journey, arrived: Arrived): void {
  const device = host.interfaceTowards?.(journey.packet.source) ?? 'eth0';
  enterHost(world, host, journey, device, undefined, arrived);
}

const NEW = { state: 'NEW' } as const;
const SELF = { layer: 'route', action: "its own address: the packet stays in the pod's network namespace, no rule of the node is asked", brief: 'itself' } as const; // prettier-ignore

function leavesPod(world: World, host: Host, pod: PodPlace): string {
  const gateway = host.bridge(pod.address.family);
  const veth = vethName(pod.address);
  const bridge = world.topology.bridgeOf?.(pod.address);
  if (bridge !== undefined) return `leaves the container by eth0, through bridge ${bridge} of ${host.name}`;
  return world.topology.network === 'bridge'
    ? `leaves the pod by eth0, through ${veth} to bridge cbr0${gateway ? ` (the pod's default gateway ${gateway.text})` : ''} of ${host.name}`
    : `leaves the pod by eth0 and enters ${host.name} through ${veth}`;
}

function enterHost(
  world: World,
  host: Host,
  journey: Journey,
  inInterface: string,
  fromPod: PodPlace | undefined,
  arrived: Arrived,
): void {
  const hops = journey.hops + 1;
  // Marks live in one kernel only: a packet comes to the next host without.
  const here = moved(journey, onInterfaces(journey.packet, inInterface, undefined, 0), hops);
  const visit: Visit = { journey: here, host, connection: NEW, entry: here.packet, fromPod };
  if (hops > MAX_HOPS) return arrived({ journey: here, verdict: 'dropped', reason: 'FORWARDING_LOOP', host });
  if (host.isLocal(here.packet.source))
    return arrived({ journey: here, verdict: 'dropped', reason: 'MARTIAN_SOURCE', host });
  atHook(world, visit, 'prerouting', arrived, (past) => afterPrerouting(world, past, arrived));
}

function afterPrerouting(world: World, visit: Visit, arrived: Arrived): void {
  const { host, journey } = visit;
  const route = routeFrom(world.topology, host, journey.packet.destination);
  const here = world.record ? noted(journey, host.name, routeNote(host, route, journey)) : journey;
  if (route.kind === 'local') {
    atHook(world, inVisit(visit, here), 'input', arrived, (past, stolen) => {
      if (stolen) return sendByIpvs(world, past, arrived);
      enterProcess(world, past, arrived);
    });
    return;
  }
  const leaving = withInterfaces(here, here.packet.inInterface, route.interface);
  atHook(world, inVisit(visit, leaving), 'forward', arrived, (past) => {
    const allowed = pastPolicy(world, past, route, arrived);
    if (allowed) postroute(world, allowed, route, arrived);
  });
}

/** IPVS took the packet at LOCAL_IN and sends it on itself: through LOCAL_OUT (nat is settled) and POSTROUTING. */
function sendByIpvs(world: World, visit: Visit, arrived: Arrived): void {
  const settled: Visit = { ...visit, connection: { ...visit.connection, destinationDone: true, ipvs: true } };
  const { host, journey } = settled;
  const route = routeFrom(world.topology, host, journey.packet.destination);
  const sent = world.record ? noted(journey, host.name, routeNote(host, route, journey)) : journey;
  if (route.kind === 'local') return enterProcess(world, { ...settled, journey: sent }, arrived);
  const leaving = withInterfaces(sent, undefined, route.interface);
  atHook(world, { ...settled, journey: leaving }, 'output', arrived, (past) => {
    const allowed = pastPolicy(world, past, route, arrived);
    if (allowed) postroute(world, allowed, route, arrived);
  });
}

/** After OUTPUT the host routes again where the destination (or the mark) was changed. */
function leaveFromOutput(world: World, visit: Visit, arrived: Arrived): void {
  const { host, journey, entry } = visit;
  const route = routeFrom(world.topology, host, journey.packet.destination);
  const changed = journey.packet.destination !== entry.destination;
  const sent = world.record && changed ? noted(journey, host.name, routeNote(host, route, journey)) : journey;
  postroute(world, { ...visit, journey: withInterfaces(sent, undefined, route.interface) }, route, arrived);
}

function postroute(world: World, visit: Visit, route: Route, arrived: Arrived): void {
  atHook(world, visit, 'postrouting', arrived, (past) => {
    const { journey, host, entry } = past;
    const kept: Journey = {
      packet: journey.packet,
      probability: journey.probability,
      steps: journey.steps,
      memory: journey.memory,
      conntrack: {
        last: { node: host.name, original: entry, translated: journey.packet, state: 'NEW' },
        before: journey.conntrack,
      },
      examined: journey.examined,
      hops: journey.hops,
    };
    transmit(world, inVisit(past, kept), route, arrived);
  });
}

function transmit(world: World, visit: Visit, route: Route, arrived: Arrived): void {
  const { journey, host } = visit;
  if (route.kind !== 'local' && isLoopback(journey.packet.source))
    return arrived({ journey, verdict: 'dropped', reason: 'MARTIAN_SOURCE', host });
  switch (route.kind) {
    case 'local':
      return throughLoopback(world, visit, arrived);
    case 'pod': {
      const place = world.topology.podAt(journey.packet.destination);
      if (!place) return arrived({ journey, verdict: 'dropped', reason: 'NO_SUCH_POD', host });
      return arriveAtPod(world, visit, place, arrived);
    }
    case 'host':
      return enterHost(world, route.host, journey, route.interface, undefined, arrived);
    case 'outside':
      return arriveOutside(world, visit, arrived);
  }
}

/** What a host sends to itself comes in again by lo; conntrack knows it, so nat is not asked a second time. */
function throughLoopback(world: World, visit: Visit, arrived: Arrived): void {
  const { journey, connection } = visit;
  const settled: Visit = {
    ...visit,
    journey: withInterfaces(journey, 'lo'),
    connection: { ...connection, destinationDone: true, sourceDone: true },
  };
  atHook(world, settled, 'prerouting', arrived, (past) => {
    atHook(world, past, 'input', arrived, (inside, stolen) => {
      if (stolen) return sendByIpvs(world, inside, arrived);
      arriveAtProcess(world, inside, arrived);
    });
  });
}

/** The packet is for the host itself. A pod's egress policy holds there too. */
function enterProcess(world: World, visit: Visit, arrived: Arrived): void {
  const allowed = pastPolicy(world, visit, { kind: 'local', interface: 'lo' }, arrived);
  if (!allowed) return;
  const { journey, host, entry } = allowed;
  const last = { node: host.name, original: entry, translated: journey.packet, state: 'NEW' } as const;
  arriveAtProcess(
    world,
    { ...allowed, journey: { ...journey, conntrack: { last, before: journey.conntrack } } },
    arrived,
  );
}

/** A process of the host takes the packet: one that answers, or a proxy that connects to an endpoint in its turn. */
function arriveAtProcess(world: World, visit: Visit, arrived: Arrived): void {
  const { journey, host } = visit;
  const relay = world.relay?.(host.name, journey.packet);
  if (!relay) return arriveAtHost(world, visit, arrived);
  const { service, endpoints, origin } = relay;
  const said = (action: string): Journey =>
    world.record ? noted(journey, host.name, { layer: 'deliver', action, brief: 'relay', origin }) : journey;
  if (endpoints.length === 0) {
    const why = `the kube-proxy process of ${host.name} takes the connection for ${service} and closes it: no endpoint`;
    return arrived({ journey: said(why), verdict: 'refused', reason: 'NO_ENDPOINTS', detail: why, host, origin });
  }
  const taken = said(
    `the kube-proxy process of ${host.name} takes the connection for ${service} and makes one of its own`,
  );
  for (const { address, port } of endpoints) {
    const source = sourceFor(world.topology, host, address) ?? journey.packet.destination;
    const { protocol, sourcePort } = journey.packet;
    const packet: Packet = { protocol, source, sourcePort, destination: address, destinationPort: port, mark: 0 };
    const share = { ...moved(taken, packet, journey.hops + 1), probability: journey.probability / endpoints.length };
    if (share.hops > MAX_HOPS) arrived({ journey: share, verdict: 'dropped', reason: 'FORWARDING_LOOP', host });
    else walkFromHost(world, host, share, (end) => arrived({ ...end, relayed: true }));
  }
}

function withInterfaces(journey: Journey, inInterface: string | undefined, outInterface?: string): Journey {
  return moved(journey, onInterfaces(journey.packet, inInterface, outInterface), journey.hops);
}

function inVisit(visit: Visit, journey: Journey): Visit {
  return { journey, host: visit.host, connection: visit.connection, entry: visit.entry, fromPod: visit.fromPod };
}

function moved(journey: Journey, packet: Packet, hops: number): Journey {
  return {
    packet,
    probability: journey.probability,
    steps: journey.steps,
    memory: journey.memory,
    conntrack: journey.conntrack,
    examined: journey.examined,
    hops,
  };
}
