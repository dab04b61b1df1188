import type { Address } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';

/** The contract between the walk over a node and the three ways in which a node can be programmed. */

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** What conntrack knows of the connection the packet belongs to. */
export interface Connection {
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'UNTRACKED';
  /** Set once a rule translated the destination: the reply is translated back from it. */
  readonly dnat?: { readonly address: Address; readonly port: number };
  /** Set once a rule (SNAT, MASQUERADE) translated the source. */
  readonly snat?: { readonly address: Address; readonly port: number };
  /** The destination was decided on an earlier hook of this host (loopback's second pass, IPVS's own sending): nat rules are not asked again. */
  readonly destinationDone?: boolean;
  /** The same for the source (nat POSTROUTING and INPUT). */
  readonly sourceDone?: boolean;
  /** IPVS has handled the packet (skb->ipvs_property): it does not look at it a second time. */
  readonly ipvs?: boolean;
  /** The virtual server by which it did (`-m ipvs --vaddr`). */
  readonly virtualServer?: {
    readonly protocol: 'tcp' | 'udp' | 'sctp';
    readonly address: Address;
    readonly port: number;
  };
}

/** What a rule may ask about the host it stands on. */
export interface HookContext {
  readonly node: string;
  readonly hook: Hook;
  /** Addresses of the host itself: `addrtype LOCAL`, `fib daddr type local`. */
  isLocal(address: Address): boolean;
  /** The source address MASQUERADE would take for a packet leaving by `outInterface`. */
  masqueradeAddress(packet: Packet): Address;
  readonly connection: Connection;
  /** Affinity memory (xt_recent lists, nft affinity sets, IPVS persistence templates, scheduler positions); read and written through this. */
  readonly memory: Memory;
  /** Seconds since the epoch of the walk's clock. */
  readonly now: number;
  /** Also report rules that could have matched and which condition failed. */
  readonly explain: boolean;
  /** False on the hot path: only outcomes are wanted, and of the steps the rule that ended the way. Absent: all steps are wanted. */
  readonly record?: boolean;
}

/** An immutable key-value memory: `with` returns the memory after a change, so that branches do not see each other's. */
export interface Memory {
  get(key: string): unknown;
  with(key: string, value: unknown): Memory;
}

/** One rule that decided something about the packet (or, with explain, one that could have). */
export interface RuleStep {
  readonly layer: 'iptables' | 'nftables' | 'ipvs';
  readonly table: string;
  readonly chain: string;
  /** The rule as its own tool prints it: `-A KUBE-SERVICES ...`. */
  readonly rule: string;
  /** 1-based position in the chain. */
  readonly position?: number;
  /** What happened, in a few words: `jump KUBE-SVC-...`, `DNAT to 10.244.1.11:80`, `mark 0x4000`. */
  readonly action: string;
  /** Present for rules that were reported although they did not match. */
  readonly failed?: string;
  readonly packet: Packet;
  /** Chance of this turn where the rule draws lots (statistic, numgen, a scheduler). */
  readonly probability?: number;
  readonly origin?: Origin;
}

/** One way in which the hook can end for this packet. The probabilities of all outcomes of a call sum to 1. */
export interface HookOutcome {
  readonly probability: number;
  readonly steps: readonly RuleStep[];
  readonly packet: Packet;
  readonly connection: Connection;
  readonly memory: Memory;
  /** `stolen`: IPVS took the packet at LOCAL_IN and sends it on itself (packet and connection are already translated). */
  readonly verdict: 'accept' | 'drop' | 'reject' | 'stolen' | 'undetermined';
  /** For reject: the ICMP or RST that goes back. For undetermined: what is not known. */
  readonly detail?: string;
  /** How many rules (or set look-ups) the kernel had to try on this way. */
  readonly examined: number;
}

/** A programmed node, as a packet meets it. One implementation for each of iptables (alone or with IPVS) and nftables. */
export interface HookWalker {
  /** All outcomes of one hook, raw to security/filter/nat in kernel order. NAT applies only while `connection.state` is NEW. */
  walk(packet: Packet, context: HookContext): HookOutcome[];
}
