import type { Packet } from '../net/packet.ts';
import type { Connection, HookContext, HookOutcome } from './hook.ts';

/**
 * Most packets meet a hook without any rule being about them: a pod's address in FORWARD, an unmarked packet in POSTROUTING. What
 * becomes of them depends on mark and connection state alone, so it is worked out once for each and remembered. Only walks that
 * want outcomes without steps come here; what is remembered was found by the very same walk over the rules.
 */
export class HookSummaries {
  readonly #byClass = new Map<number, Summary | undefined>();
  /** How often packets of a class that is not remembered were looked at in vain. */
  readonly #attempts = new Map<number, number>();
  /** Some rule asks whether the destination is the host itself: the answer belongs to the class from then on. */
  #asksLocal = false;

  /** The outcomes, if a packet like this one is remembered. */
  find(packet: Packet, context: HookContext): HookOutcome[] | undefined {
    const summary = this.#byClass.get(this.#classOf(packet, context));
    if (!summary) return undefined;
    for (const isAbout of summary.conditions) if (isAbout(packet)) return undefined;
    const [only, second] = summary.ends;
    if (only && !second) return [applied(only, packet, context)];
    return summary.ends.map((end) => applied(end, packet, context));
  }

  /** Whether packets of this class were looked at before: not every one can be summed up. */
  knows(packet: Packet, context: HookContext): boolean {
    return this.#byClass.has(this.#classOf(packet, context));
  }

  /** Remembers the outcomes of a packet that came through chains with these facts, if they hold for all of its class. */
  learn(packet: Packet, context: HookContext, facts: readonly ChainFacts[], outcomes: readonly HookOutcome[]): void {
    if (!this.#asksLocal && facts.some((each) => each.asksLocal)) {
      this.#asksLocal = true;
      this.#byClass.clear();
      this.#attempts.clear();
    }
    const conditions = [...new Set(facts.flatMap((each) => each.conditions))];
    const key = this.#classOf(packet, context);
    if (conditions.some((isAbout) => isAbout(packet))) {
      const attempts = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempts);
      if (attempts > MOST_ATTEMPTS) this.#byClass.set(key, undefined);
      return;
    }
    if (this.#byClass.size > MOST_CLASSES || facts.some((each) => !each.isPlain)) {
      this.#byClass.set(key, undefined);
      return;
    }
    const ends = outcomes.map((outcome) => endOf(outcome, packet, context));
    const known = ends.every((end) => end !== undefined);
    this.#byClass.set(key, known ? { conditions, ends: ends.filter((end) => end !== undefined) } : undefined);
  }

  /** Everything a plain rule may ask: mark, connection state, and whether the destination is the host itself. */
  #classOf(packet: Packet, { connection, isLocal }: HookContext): number {
    const bits =
      STATES[connection.state] +
      (connection.destinationDone === true ? 1 : 0) +
      (connection.sourceDone === true ? 2 : 0) +
      (this.#asksLocal && isLocal(packet.destination) ? 4 : 0) +
      (connection.dnat ? 8 : 0) +
      (connection.snat ? 16 : 0);
    return packet.mark * 256 + bits;
  }
}

/** Whether a rule's condition, one that asks more than a class knows, holds for a packet. */
export type Condition = (packet: Packet) => boolean;

/** What a chain asks of packets. */
export interface ChainFacts {
  /** Every rule asks only what a class knows, once none of `conditions` holds. */
  readonly isPlain: boolean;
  readonly conditions: readonly Condition[];
  /** Some rule asks whether the destination is the host itself. */
  readonly asksLocal: boolean;
}

interface Summary {
  /** A packet for which one of them holds is not of this class. */
  readonly conditions: readonly Condition[];
  readonly ends: readonly SummedEnd[];
}

interface SummedEnd {
  readonly probability: number;
  readonly verdict: HookOutcome['verdict'];
  readonly detail: string | undefined;
  readonly examined: number;
  readonly mark: number;
  readonly masquerades: boolean;
  /** The rule that ended it. */
  readonly steps: HookOutcome['steps'];
}

const MOST_CLASSES = 4096;
/** Rules may be about every packet of a class (addresses that IPVS has bound): it is given up after so many. */
const MOST_ATTEMPTS = 256;
const STATES: Readonly<Record<Connection['state'], number>> = { NEW: 0, ESTABLISHED: 32, RELATED: 64, INVALID: 96, UNTRACKED: 128 }; // prettier-ignore

function endOf(outcome: HookOutcome, before: Packet, context: HookContext): SummedEnd | undefined {
  const { packet, memory, verdict } = outcome;
  if (memory !== context.memory || packet.destination !== before.destination) return undefined;
  if (packet.destinationPort !== before.destinationPort || packet.sourcePort !== before.sourcePort) return undefined;
  const masquerades = outcome.connection.snat !== context.connection.snat;
  if (!masquerades && packet.source !== before.source) return undefined;
  if (masquerades && packet.source.text !== context.masqueradeAddress(before).text) return undefined;
  const { state, dnat } = outcome.connection;
  if (state !== context.connection.state || dnat !== context.connection.dnat) return undefined;
  const { probability, detail, examined } = outcome;
  return { probability, verdict, detail, examined, mark: packet.mark, masquerades, steps: outcome.steps };
}

function applied(end: SummedEnd, packet: Packet, context: HookContext): HookOutcome {
  let after = packet;
  let { connection } = context;
  if (end.masquerades) {
    const source = context.masqueradeAddress(packet);
    after = { ...packet, source: source.text === packet.source.text ? packet.source : source, mark: end.mark };
    connection = { ...connection, snat: { address: source, port: packet.sourcePort } };
  } else if (end.mark !== packet.mark) after = { ...packet, mark: end.mark };
  const { probability, verdict, detail, examined } = end;
  const outcome = {
    probability,
    steps: end.steps,
    packet: after,
    connection,
    memory: context.memory,
    verdict,
    examined,
  };
  return detail === undefined ? outcome : { ...outcome, detail };
}
