import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { NftExpression } from './model.ts';

/** What a rule may ask about the host and the connection, beside the packet. */
export interface NftSurroundings {
  isLocal(address: Address): boolean;
  /** `new`, `established` ... */
  readonly ctState: string;
  /** `dnat`, `snat`: the translations conntrack has noted */
  readonly ctStatus: readonly string[];
}

/** A value a rule compares: an address, a number, or a word. A list (`ct status`) equals each of its members. */
export type NftValue = Address | number | string | readonly string[];

/** The packet has no such field (a port in ICMP, an IPv6 address in IPv4): the rule does not match. */
export const ABSENT = Symbol('absent');

/** Nothing here knows this field. */
export class UnknownField {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export type Reading = NftValue | typeof ABSENT | UnknownField;
export type Reader = (packet: Packet, surroundings: NftSurroundings) => Reading;

/** How to read an expression that is no concatenation and draws no lots. */
export function readerOf(expression: NftExpression): Reader {
  switch (expression.kind) {
    case 'field':
      return fieldReader(expression.name);
    case 'value': {
      const value = parseNumber(expression.text) ?? expression.text;
      return () => value;
    }
    case 'binary': {
      const left = readerOf(expression.left);
      const right = parseNumber(expression.right);
      const { operator } = expression;
      if (right === undefined) return always(new UnknownField(expression.right));
      return (packet, surroundings) => {
        const value = left(packet, surroundings);
        if (typeof value !== 'number') return value === ABSENT || value instanceof UnknownField ? value : ABSENT;
        return (operator === '&' ? value & right : operator === '|' ? value | right : value ^ right) >>> 0;
      };
    }
    default:
      return always(new UnknownField(expression.kind));
  }
}

const always =
  (reading: Reading): Reader =>
  () =>
    reading;

/** `0x00004000` or `80` as a number. */
export function parseNumber(text: string): number | undefined {
  return /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : undefined;
}

function fieldReader(name: string): Reader {
  const known = FIELDS[name];
  return known ?? always(new UnknownField(name));
}

const FIELDS: Readonly<Record<string, Reader>> = Object.assign(Object.create(null) as Record<string, Reader>, {
  'ip saddr': ({ source }) => (source.family === 4 ? source : ABSENT),
  'ip daddr': ({ destination }) => (destination.family === 4 ? destination : ABSENT),
  'ip6 saddr': ({ source }) => (source.family === 6 ? source : ABSENT),
  'ip6 daddr': ({ destination }) => (destination.family === 6 ? destination : ABSENT),
  'ip protocol': (packet) => (packet.source.family === 4 ? protocolWord(packet) : ABSENT),
  'ip6 nexthdr': (packet) => (packet.source.family === 6 ? protocolWord(packet) : ABSENT),
  'meta l4proto': protocolWord,
  'meta nfproto': ({ source }) => (source.family === 4 ? 'ipv4' : 'ipv6'),
  'meta protocol': ({ source }) => (source.family === 4 ? 'ip' : 'ip6'),
  'meta mark': ({ mark }) => mark,
  'th sport': (packet) => (hasPorts(packet) ? packet.sourcePort : ABSENT),
  'th dport': (packet) => (hasPorts(packet) ? packet.destinationPort : ABSENT),
  ...portsOf('tcp'),
  ...portsOf('udp'),
  ...portsOf('sctp'),
  'tcp flags': ({ protocol }, { ctState }) =>
    protocol !== 'tcp' ? ABSENT : ctState === 'new' ? 'syn' : new UnknownField('tcp flags'),
  'icmp type': ({ protocol }, { ctState }) => echo(protocol === 'icmp', ctState, 'icmp type'),
  'icmpv6 type': ({ protocol }, { ctState }) => echo(protocol === 'icmpv6', ctState, 'icmpv6 type'),
  iifname: ({ inInterface }) => inInterface ?? '',
  'meta iifname': ({ inInterface }) => inInterface ?? '',
  iif: ({ inInterface }) => inInterface ?? '',
  'meta iif': ({ inInterface }) => inInterface ?? '',
  oifname: ({ outInterface }) => outInterface ?? '',
  'meta oifname': ({ outInterface }) => outInterface ?? '',
  oif: ({ outInterface }) => outInterface ?? '',
  'meta oif': ({ outInterface }) => outInterface ?? '',
  'ct state': (_packet, { ctState }) => ctState,
  'ct status': (_packet, { ctStatus }) => ctStatus,
  'ct direction': () => 'original',
  // Nobody has written a connection mark on the first packet.
  'ct mark': (_packet, { ctState }) => (ctState === 'new' ? 0 : new UnknownField('ct mark')),
  'fib daddr type': ({ destination }, { isLocal }) => addressType(destination, isLocal),
  'fib saddr type': ({ source }, { isLocal }) => addressType(source, isLocal),
} satisfies Record<string, Reader>);

function portsOf(protocol: 'tcp' | 'udp' | 'sctp'): Record<string, Reader> {
  return {
    [`${protocol} sport`]: (packet) => (packet.protocol === protocol ? packet.sourcePort : ABSENT),
    [`${protocol} dport`]: (packet) => (packet.protocol === protocol ? packet.destinationPort : ABSENT),
  };
}

function hasPorts({ protocol }: Packet): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp';
}

function protocolWord({ protocol }: Packet): string {
  return protocol === 'icmpv6' ? 'ipv6-icmp' : protocol;
}

/** The only ICMP a walk sends is an echo request. */
function echo(isIcmp: boolean, ctState: string, name: string): Reading {
  return !isIcmp ? ABSENT : ctState === 'new' ? 'echo-request' : new UnknownField(name);
}

function addressType(address: Address, isLocal: (address: Address) => boolean): string {
  if (isLocal(address)) return 'local';
  if (address.family === 4) {
    const first = (address.bits as number) >>> 28;
    if (first === 14) return 'multicast';
    return address.bits === 0xffffffff ? 'broadcast' : 'unicast';
  }
  return (address.bits as bigint) >> 120n === 0xffn ? 'multicast' : 'unicast';
}
