import type { Address } from './address.ts';

export type Protocol = 'tcp' | 'udp' | 'sctp' | 'icmp' | 'icmpv6';

/** One packet's header as the kernel sees it at one moment. A value: every change makes a new one. */
export interface Packet {
  readonly protocol: Protocol;
  readonly source: Address;
  /** 0 for ICMP */
  readonly sourcePort: number;
  readonly destination: Address;
  /** 0 for ICMP */
  readonly destinationPort: number;
  /** fwmark (skb->mark), unsigned 32 bits */
  readonly mark: number;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** The packet on other interfaces; undefined leaves one out. Every packet it makes has the same shape, for the walks that make millions. */
export function onInterfaces(
  packet: Packet,
  inInterface: string | undefined,
  outInterface: string | undefined,
  mark = packet.mark,
): Packet {
  return {
    protocol: packet.protocol,
    source: packet.source,
    sourcePort: packet.sourcePort,
    destination: packet.destination,
    destinationPort: packet.destinationPort,
    mark,
    inInterface,
    outInterface,
  } as Packet;
}

/** The packet to another destination, in the same shape. */
export function towards(packet: Packet, destination: Address, destinationPort: number): Packet {
  return {
    protocol: packet.protocol,
    source: packet.source,
    sourcePort: packet.sourcePort,
    destination,
    destinationPort,
    mark: packet.mark,
    inInterface: packet.inInterface,
    outInterface: packet.outInterface,
  } as Packet;
}
