import type { Address, Family } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';
import type { HookWalker } from './hook.ts';
import type { Relay } from './relay.ts';
import type { Host, PodPlace, Topology } from './topology.ts';

/** Everything a walk needs to know, whether it comes from a cluster or from a pasted dump. */
export interface World {
  readonly topology: Topology;
  /** How the host is programmed. */
  walker(node: string, family: Family): HookWalker;
  /** What the receiving end does with the packet. */
  listens(at: Listening): Listener;
  /** An address outside the hosts and pods that is known to be an endpoint of a Service. */
  isKnownOutside(address: Address): boolean;
  /** The proxy process that takes the packet on the host, if it is for one; absent: there are none. */
  relay?(host: string, packet: Packet): Relay | undefined;
  /** NetworkPolicy; absent where no policy exists. */
  readonly policy?: PolicyJudge;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Also report rules that could have matched. */
  readonly explain: boolean;
  /** False on the hot path: outcomes only. */
  readonly record: boolean;
  /** Rules may drop replies (a pasted dump): the way back decides too, even on the hot path. */
  readonly walkReplies: boolean;
}

/** Where a packet arrived: at a host's own address, or at a pod. */
export interface Listening {
  readonly packet: Packet;
  readonly host: Host | undefined;
  readonly place: PodPlace | undefined;
}

export interface Listener {
  readonly open: boolean;
  /** What was taken for granted. */
  readonly assumed?: string;
  /** `ns/name` of the pod that has the port. */
  readonly pod?: string;
  readonly origin?: Origin;
}

export interface PolicyJudge {
  /** What the policies say about a pod's traffic with `peer`. `packet` has the translated destination and the untranslated source. */
  judge(direction: 'ingress' | 'egress', pod: PodPlace, packet: Packet): PolicyJudgement;
}

export interface PolicyJudgement {
  readonly allowed: boolean;
  /** Names policy and rule, or says that no policy selects the pod. */
  readonly text: string;
  readonly origin?: Origin;
}
