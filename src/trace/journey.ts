import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';
import type { Connection, Hook, Memory, RuleStep } from './hook.ts';
import type { ReasonCode } from './reason/code.ts';
import type { Host, PodPlace } from './topology.ts';
import type { ConntrackEntry, Layer, Phase, Step, Verdict } from './tree.ts';

/** One packet under way. A value: every turn makes a new one, so branches share their beginning. */
export interface Journey {
  readonly packet: Packet;
  readonly probability: number;
  readonly steps: Chain<readonly Step[]> | undefined;
  readonly memory: Memory;
  readonly conntrack: Chain<ConntrackEntry> | undefined;
  readonly examined: number;
  /** Hosts met so far. */
  readonly hops: number;
}

/** A list that grows at its end and shares its beginning. */
export interface Chain<T> {
  readonly last: T;
  readonly before: Chain<T> | undefined;
}

/** The elements in order. */
export function unchain<T>(chain: Chain<T> | undefined): T[] {
  const all: T[] = [];
  for (let link = chain; link; link = link.before) all.push(link.last);
  return all.reverse();
}

/** A journey on one host: what its conntrack knows of it, and how the packet looked when it came. */
export interface Visit {
  readonly journey: Journey;
  readonly host: Host;
  readonly connection: Connection;
  readonly entry: Packet;
  /** The pod of this host that the packet comes from. */
  readonly fromPod?: PodPlace | undefined;
}

/** How a journey ended. */
export interface End {
  readonly journey: Journey;
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  /** The rule's own words, or what was not known. */
  readonly detail?: string;
  /** The rule that ended it. */
  readonly rule?: RuleStep;
  readonly host?: Host | undefined;
  readonly place?: PodPlace | undefined;
  /** `ns/name` of the pod that answers, where it is not `place`. */
  readonly pod?: string | undefined;
  readonly assumed?: string | undefined;
  /** A proxy process sent it on over a connection of its own, and passes the answer back. */
  readonly relayed?: boolean;
  readonly origin?: Origin | undefined;
}

/** What a note says beside where and what. */
export interface Note {
  readonly layer: Layer;
  readonly action: string;
  readonly brief: string;
  readonly phase?: Phase;
  readonly hook?: Hook;
  readonly origin?: Origin | undefined;
  readonly rule?: string;
}

/** The journey with one more step. */
export function noted(journey: Journey, node: string, note: Note): Journey {
  const { origin, phase = 'request', ...rest } = note;
  const step: Step = { node, phase, ...rest, packet: journey.packet, ...(origin ? { origin } : {}) };
  return { ...journey, steps: { last: [step], before: journey.steps } };
}

/** A hook's report as steps of the trace. */
export function stepsOf(node: string, hook: Hook, phase: Phase, reported: readonly RuleStep[]): Step[] {
  return reported.map((step) => ({ node, hook, phase, ...step }));
}
