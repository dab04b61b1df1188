import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { contains } from '../net/prefix.ts';
import { addressTypeMatches } from './address-type.ts';
import { PROTOCOL_NUMBERS, protocolMatches } from './protocol.ts';
import type { Match, PortRange, Rule } from './model.ts';
import { recentMatches, type RecentUpdate } from './recent.ts';

/** What conditions may ask about the host and the connection. Everything optional is something a caller may not know. */
export interface RuleEnvironment {
  isLocal(address: Address): boolean;
  readonly connection: {
    readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
    /** Present once the connection's destination (source) is translated: the states DNAT (SNAT) of `--ctstate`. */
    readonly dnat?: unknown;
    readonly snat?: unknown;
  };
  /** Seconds since the epoch. */
  readonly now: number;
  /** When `address` was noted in an xt_recent list, newest last, in seconds; empty: never. */
  seen(list: string, address: string): readonly number[];
  /** Whether the packet is in the ipset; undefined: the set is not known. */
  inSet?(name: string, directions: readonly ('src' | 'dst')[], packet: Packet): boolean | undefined;
  /** Whether the packet came in through a port of a bridge (br_netfilter); undefined: not known. */
  cameOverBridge?(packet: Packet): boolean | undefined;
  /** The virtual server by which IPVS handles the packet; null: none; absent: not known. */
  readonly virtualServer?: VirtualServerAddress | null;
}

export interface VirtualServerAddress {
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address: Address;
  readonly port: number;
}

/** `chance`: the condition draws lots, `probability` is its share of yes. `unknown`: cannot be told, `why` says what is missing. */
export type MatchResult =
  | { readonly result: 'yes'; readonly update?: RecentUpdate }
  | { readonly result: 'no' }
  | { readonly result: 'chance'; readonly probability: number }
  | { readonly result: 'unknown'; readonly why: string };

const YES: MatchResult = { result: 'yes' };
const NO: MatchResult = { result: 'no' };

/** Whether one condition holds for the packet. A condition never changes anything itself: `update` says what a `recent` one would note. */
export function evaluateMatch(match: Match, packet: Packet, env: RuleEnvironment): MatchResult {
  const plain = evaluatePlain(match, packet, env);
  if (match.negate !== true || plain.result === 'unknown') return plain;
  if (plain.result === 'chance') return { result: 'chance', probability: 1 - plain.probability };
  return plain.result === 'yes' ? NO : YES;
}

/** What became of a whole rule's conditions. */
export interface RuleResult {
  readonly result: 'yes' | 'no' | 'chance' | 'unknown';
  /** Of `yes`; below 1 for `chance`. For `unknown`: if what is unknown were true. */
  readonly probability: number;
  /** For `no`: the first condition that does not hold. */
  readonly failed?: Match;
  /** For `unknown`: what is not known. */
  readonly why?: string;
  /** What matching leaves behind in xt_recent lists, in order. */
  readonly updates: readonly RecentUpdate[];
}

const NO_UPDATES: readonly RecentUpdate[] = [];
const CERTAIN: RuleResult = { result: 'yes', probability: 1, updates: NO_UPDATES };

/** Whether all conditions of the rule hold: one certain `no` settles it, even beside something unknown. */
export function evaluateRule(rule: Rule, packet: Packet, env: RuleEnvironment): RuleResult {
  let probability = 1;
  let why: string | undefined;
  let updates: RecentUpdate[] | undefined;
  for (const match of rule.matches) {
    if (match.kind === 'comment' || match.kind === 'nfacct') continue;
    const one = evaluateMatch(match, packet, env);
    if (one.result === 'no') return { result: 'no', probability: 0, failed: match, updates: NO_UPDATES };
    if (one.result === 'chance') probability *= one.probability;
    else if (one.result === 'unknown') why ??= one.why;
    else if (one.update) (updates ??= []).push(one.update);
  }
  if (why === undefined && probability === 1 && !updates) return CERTAIN;
  const result = why !== undefined ? 'unknown' : probability === 1 ? 'yes' : probability === 0 ? 'no' : 'chance';
  return { result, probability, ...(why === undefined ? {} : { why }), updates: updates ?? NO_UPDATES };
}

function evaluatePlain(match: Match, packet: Packet, env: RuleEnvironment): MatchResult {
  switch (match.kind) {
    case 'source':
      return is(contains(match.prefix, packet.source));
    case 'destination':
      return is(contains(match.prefix, packet.destination));
    case 'in-interface':
      return is(interfaceMatches(match.name, packet.inInterface));
    case 'out-interface':
      return is(interfaceMatches(match.name, packet.outInterface));
    case 'protocol':
      return is(protocolMatches(match.protocol, packet.protocol));
    case 'fragment':
      return NO;
    case 'comment':
    case 'nfacct':
      return YES;
    case 'ports':
      return evaluatePorts(match, packet, env);
    case 'multiport':
      return is(multiportMatches(match, packet));
    case 'conntrack':
      return is(match.states.some((state) => stateHolds(state, env)));
    case 'mark':
      if (match.module === 'connmark') return { result: 'unknown', why: 'the mark of the connection' };
      return is((packet.mark & match.mask) >>> 0 === match.value);
    case 'statistic':
      return chance(match.probability / 2 ** 31);
    case 'statistic-nth':
      return chance(1 / match.every);
    case 'addrtype':
      return addressTypeMatches(match, packet, env);
    case 'recent':
      return recentMatches(match, packet, env);
    case 'set': {
      const held = env.inSet?.(match.name, match.directions, packet);
      return held === undefined ? { result: 'unknown', why: `what is in ipset ${match.name}` } : is(held);
    }
    case 'physdev':
      return evaluatePhysdev(match, packet, env);
    case 'icmp':
      return evaluateIcmp(match, packet, env);
    case 'ipvs':
      return evaluateIpvs(match, env);
    case 'unknown':
      return { result: 'unknown', why: `whether "${match.text}" holds` };
  }
}

function is(holds: boolean): MatchResult {
  return holds ? YES : NO;
}

function chance(probability: number): MatchResult {
  return probability >= 1 ? YES : probability <= 0 ? NO : { result: 'chance', probability };
}

/** A locally made packet has no incoming interface, one that is delivered here no outgoing one: they count as ''. */
function interfaceMatches(pattern: string, name = ''): boolean {
  return pattern.endsWith('+') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function inRange(range: PortRange, port: number): boolean {
  return (port >= range.from && port <= range.to) !== (range.negate === true);
}

/** What a SYN looks like: the flags a new TCP connection's first packet has, and no later one. */
const SYN_FLAGS = /^(! )?--tcp-flags (?:FIN,SYN,RST,ACK|0x17\/0x02) SYN$|^(! )?--syn$/;

function evaluatePorts(match: Extract<Match, { kind: 'ports' }>, packet: Packet, env: RuleEnvironment): MatchResult {
  if (!protocolMatches(match.module, packet.protocol)) return NO;
  if (match.sourcePorts && !inRange(match.sourcePorts, packet.sourcePort)) return NO;
  if (match.destinationPorts && !inRange(match.destinationPorts, packet.destinationPort)) return NO;
  if (match.rest === undefined) return YES;
  const syn = SYN_FLAGS.exec(match.rest);
  if (!syn) return { result: 'unknown', why: `whether "${match.rest}" holds` };
  const negated = syn[1] !== undefined || syn[2] !== undefined;
  return is((env.connection.state === 'NEW') !== negated);
}

function multiportMatches(match: Extract<Match, { kind: 'multiport' }>, packet: Packet): boolean {
  if (!['tcp', 'udp', 'sctp'].includes(packet.protocol)) return false;
  const { sourcePort, destinationPort } = packet;
  return match.ports.some(
    (range) =>
      (match.direction !== 'destination' && inRange(range, sourcePort)) ||
      (match.direction !== 'source' && inRange(range, destinationPort)),
  );
}

function stateHolds(state: string, { connection }: RuleEnvironment): boolean {
  if (state === 'DNAT') return connection.dnat !== undefined;
  if (state === 'SNAT') return connection.snat !== undefined;
  return state === connection.state;
}

function evaluatePhysdev(
  match: Extract<Match, { kind: 'physdev' }>,
  packet: Packet,
  env: RuleEnvironment,
): MatchResult {
  const bridged = env.cameOverBridge?.(packet);
  if (bridged === undefined) return { result: 'unknown', why: 'whether the packet came in over a bridge' };
  if (!bridged) return is(match.negateIsIn === true && !match.isOut && !match.isBridged && match.rest === undefined);
  if (match.negateIsIn === true) return NO;
  if (match.isOut || match.isBridged || match.rest !== undefined)
    return { result: 'unknown', why: 'through which bridge port the packet passes' };
  return YES;
}

/** The only ICMP packets that are walked are echo requests and, once the connection is known, their replies. */
function evaluateIcmp(match: Extract<Match, { kind: 'icmp' }>, packet: Packet, env: RuleEnvironment): MatchResult {
  const v4 = match.module === 'icmp';
  if (packet.protocol !== (v4 ? 'icmp' : 'icmpv6')) return NO;
  if (match.type === 'any' || match.type === '255') return YES;
  const names = v4 ? ['echo-reply', 'echo-request'] : ['echo-request', 'echo-reply'];
  const numbers = v4 ? ['0', '8'] : ['128', '129'];
  const type = match.type
    .replace(/\/0$/, '')
    .replace(/^ping$/, 'echo-request')
    .replace(/^pong$/, 'echo-reply');
  const wanted = numbers.includes(type) ? names[numbers.indexOf(type)] : type;
  if (wanted !== 'echo-request' && wanted !== 'echo-reply') return NO;
  return is((wanted === 'echo-request') === (env.connection.state === 'NEW'));
}

function evaluateIpvs(match: Extract<Match, { kind: 'ipvs' }>, { virtualServer }: RuleEnvironment): MatchResult {
  if (virtualServer === undefined) return { result: 'unknown', why: 'whether IPVS handles the packet' };
  if (virtualServer === null) return NO;
  const { protocol, address, port } = virtualServer;
  return is(
    (match.protocol === undefined || match.protocol === PROTOCOL_NUMBERS.get(protocol)) &&
      (match.address === undefined || contains(match.address, address)) &&
      (match.port === undefined || match.port === port),
  );
}
