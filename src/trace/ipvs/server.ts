import { hostPort } from '../../net/address.ts';
import { towards, type Packet } from '../../net/packet.ts';
import { serverLine } from '../../ipvs/ipvsadm.ts';
import type { IpvsState, RealServer, VirtualServer } from '../../ipvs/model.ts';
import { schedule } from '../../ipvs/schedule.ts';
import { serverKey, type SchedulerState } from '../../ipvs/scheduler-state.ts';
import type { Connection, HookContext, HookOutcome, Memory, RuleStep } from '../hook.ts';

export interface IpvsResult {
  readonly outcome: HookOutcome;
  /** The real server is this host itself: the packet stays on its way in. */
  readonly isLocal: boolean;
}

/** A client's place at a virtual server with persistence: plain JSON in the walk's memory. */
interface Template {
  readonly server: string;
  /** Seconds since the epoch. */
  readonly until: number;
}

/**
 * What IPVS does with a packet that came past the rules before it: one result for each real server it may choose, or one refusal.
 * Undefined: no virtual server has this address and port, or the packet opens no connection.
 *
 * The scheduler's state is in the walk's memory under `ipvs NODE PROTO ADDRESS:PORT`. Where nothing is remembered, every real server
 * is possible with its long-run share; after one connection the next ones are exact. See ipvs/schedule.ts.
 */
export function handleByIpvs(
  state: IpvsState,
  past: HookOutcome,
  context: HookContext,
): readonly IpvsResult[] | undefined {
  const { packet, connection, memory } = past;
  if (connection.state !== 'NEW') return undefined;
  const service = virtualServerAt(state, packet);
  if (!service) return undefined;
  const name = `${context.node} ${service.protocol} ${hostPort(service.address.text, service.port)}`;
  const kept = persistentServer(service, name, packet, memory, context.now);
  if (kept)
    return [
      translated(
        service,
        kept,
        1,
        `persistent, stays with`,
        noteClient(service, name, packet, kept, memory, context.now),
        past,
        context,
      ),
    ];
  const known = memory.get(`ipvs ${name}`) as SchedulerState | undefined;
  const { source, sourcePort, destination } = packet;
  const choices = schedule(service, known, { source, sourcePort, destination, now: context.now });
  if (choices.length === 0) return [refused(service, past, context)];
  return choices.map(({ server, probability, state: after }) => {
    const remembered = noteClient(service, name, packet, server, memory.with(`ipvs ${name}`, after), context.now);
    return translated(service, server, probability, `${service.scheduler} chooses`, remembered, past, context);
  });
}

/** The exact virtual server, or one for every port of the address (port 0, persistent ones). Source: ip_vs_service_find. */
function virtualServerAt(state: IpvsState, packet: Packet): VirtualServer | undefined {
  const { protocol, destination, destinationPort } = packet;
  if (protocol !== 'tcp' && protocol !== 'udp' && protocol !== 'sctp') return undefined;
  const find = (port: number): VirtualServer | undefined =>
    state.find
      ? state.find(protocol, destination, port)
      : state.virtualServers.find(
          (one) => one.protocol === protocol && one.port === port && one.address.text === destination.text,
        );
  return find(destinationPort) ?? find(0);
}

const templateKey = (name: string, packet: Packet): string => `ipvs-client ${name} ${packet.source.text}`;

function persistentServer(
  service: VirtualServer,
  name: string,
  packet: Packet,
  memory: Memory,
  now: number,
): RealServer | undefined {
  if (service.persistentSeconds === undefined) return undefined;
  const template = memory.get(templateKey(name, packet)) as Template | undefined;
  if (!template || template.until <= now) return undefined;
  return service.realServers.find((server) => server.weight > 0 && serverKey(server) === template.server);
}

/** Persistence: the client's next connections go to the same server, for this long after the last of them. */
function noteClient(
  service: VirtualServer,
  name: string,
  packet: Packet,
  server: RealServer,
  memory: Memory,
  now: number,
): Memory {
  if (service.persistentSeconds === undefined) return memory;
  const template: Template = { server: serverKey(server), until: now + service.persistentSeconds };
  return memory.with(templateKey(name, packet), template);
}

function translated(
  service: VirtualServer,
  server: RealServer,
  probability: number,
  how: string,
  memory: Memory,
  past: HookOutcome,
  context: HookContext,
): IpvsResult {
  const { address, port, forward } = server;
  const { packet: before, connection } = past;
  const packet: Packet = forward === 'Masq' ? towards(before, address, port) : before;
  return {
    isLocal: context.isLocal(address),
    outcome: {
      probability,
      steps: context.record === false ? NO_STEPS : [chosenStep(service, server, probability, how, packet, context)],
      packet,
      connection: handled(connection, service, server),
      memory,
      verdict: forward === 'Masq' ? 'accept' : 'undetermined',
      ...(forward === 'Masq'
        ? undefined
        : { detail: `IPVS forwards by ${forward}, which leaves the address as it is` }),
      examined: 1,
    },
  };
}

const NO_STEPS: readonly RuleStep[] = [];

/** The connection as conntrack and the rules behind IPVS see it. */
function handled({ state, snat, sourceDone }: Connection, service: VirtualServer, server: RealServer): Connection {
  return {
    state,
    dnat: { address: server.address, port: server.port },
    ...(snat && { snat }),
    destinationDone: true,
    ...(sourceDone !== undefined && { sourceDone }),
    ipvs: true,
    virtualServer: service,
  };
}

function chosenStep(
  service: VirtualServer,
  server: RealServer,
  probability: number,
  how: string,
  packet: Packet,
  context: HookContext,
): RuleStep {
  return {
    ...stepOf(service, context),
    action: `${how} ${serverKey(server)}`,
    packet,
    ...(probability < 1 && { probability }),
  };
}

/** No real server takes connections: ip_vs_leave answers as if nothing listened. */
function refused(service: VirtualServer, past: HookOutcome, context: HookContext): IpvsResult {
  const detail = past.packet.source.family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  const step: RuleStep = {
    ...stepOf(service, context),
    action: `no real server, answers ${detail}`,
    packet: past.packet,
  };
  return {
    isLocal: false,
    outcome: {
      probability: 1,
      steps: [step],
      packet: past.packet,
      connection: past.connection,
      memory: past.memory,
      verdict: 'reject',
      detail,
      examined: 1,
    },
  };
}

function stepOf(
  service: VirtualServer,
  { hook }: HookContext,
): Pick<RuleStep, 'layer' | 'table' | 'chain' | 'rule' | 'origin'> {
  const { origin } = service;
  return {
    layer: 'ipvs',
    table: 'ipvs',
    chain: hook === 'input' ? 'LOCAL_IN' : 'LOCAL_OUT',
    rule: serverLine(service),
    ...(origin && { origin }),
  };
}
