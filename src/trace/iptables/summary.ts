import type { Chain, Match, Rule, Ruleset, SparseRules } from '../../netfilter/model.ts';
import type { Packet } from '../../net/packet.ts';
import type { Connection, Hook, HookContext, HookOutcome } from '../hook.ts';

/**
 * Most packets meet a hook without any rule being about them: a pod's address in FORWARD, an unmarked packet in POSTROUTING. What
 * becomes of them depends on mark and connection state alone, so it is worked out once for each and remembered. Only walks that
 * want outcomes without steps come here; what is remembered was found by the very same walk over the rules.
 */
export class HookSummaries {
  readonly #byClass = new Map<number, Summary | undefined>();

  /** The outcomes, if a packet like this one is remembered. */
  find(packet: Packet, context: HookContext): HookOutcome[] | undefined {
    const summary = this.#byClass.get(classOf(packet, context));
    if (!summary) return undefined;
    const { text } = packet.destination;
    for (const named of summary.destinations) if (named.has(text)) return undefined;
    const [only, second] = summary.ends;
    if (only && !second) return [applied(only, packet, context)];
    return summary.ends.map((end) => applied(end, packet, context));
  }

  /** Whether packets of this class were looked at before: not every one can be summed up. */
  knows(packet: Packet, context: HookContext): boolean {
    return this.#byClass.has(classOf(packet, context));
  }

  /** Remembers the outcomes of a packet that came through these chains, if they hold for all of its class. */
  learn(packet: Packet, context: HookContext, visited: readonly Chain[], outcomes: readonly HookOutcome[]): void {
    const facts = visited.map(factsOf);
    if (facts.some((each) => each.destinations.has(packet.destination.text))) return;
    const key = classOf(packet, context);
    if (this.#byClass.size > MOST_CLASSES || facts.some((each) => !each.isPlain)) {
      this.#byClass.set(key, undefined);
      return;
    }
    const ends = outcomes.map((outcome) => endOf(outcome, packet, context));
    const known = ends.every((end) => end !== undefined);
    const destinations = facts.map((each) => each.destinations).filter((each) => each.size > 0);
    this.#byClass.set(key, known ? { destinations, ends: ends.filter((end) => end !== undefined) } : undefined);
  }
}

interface Summary {
  /** Addresses that some rule names: a packet for one of them is not of this class. */
  readonly destinations: readonly Named[];
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
const STATES: readonly Connection['state'][] = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

/** Everything a plain rule may ask: mark, connection state, and whether the destination is the host itself. */
function classOf(packet: Packet, { connection, isLocal }: HookContext): number {
  const bits =
    STATES.indexOf(connection.state) * 32 +
    (connection.destinationDone === true ? 1 : 0) +
    (connection.sourceDone === true ? 2 : 0) +
    (isLocal(packet.destination) ? 4 : 0) +
    (connection.dnat ? 8 : 0) +
    (connection.snat ? 16 : 0);
  return packet.mark * 256 + bits;
}

function endOf(outcome: HookOutcome, before: Packet, context: HookContext): SummedEnd | undefined {
  const { packet, memory, verdict } = outcome;
  if (memory !== context.memory || packet.destination !== before.destination) return undefined;
  if (packet.destinationPort !== before.destinationPort || packet.sourcePort !== before.sourcePort) return undefined;
  const masquerades = outcome.connection.snat !== context.connection.snat;
  if (!masquerades && packet.source !== before.source) return undefined;
  if (masquerades && packet.source.text !== context.masqueradeAddress(before).text) return undefined;
  if (outcome.connection.state !== context.connection.state) return undefined;
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

/** Addresses that rules name. */
type Named = Pick<ReadonlySet<string>, 'has' | 'size'>;

interface ChainFacts {
  /** Every rule asks only what `classOf` knows, or is about one destination address. */
  readonly isPlain: boolean;
  readonly destinations: Named;
}

const facts = new WeakMap<Chain, ChainFacts>();

function factsOf(chain: Chain): ChainFacts {
  let known = facts.get(chain);
  if (!known) facts.set(chain, (known = chain.sparse ? sparseFacts(chain.sparse) : readFacts(chain.rules)));
  return known;
}

function sparseFacts(sparse: SparseRules): ChainFacts {
  const { isPlain } = readFacts(sparse.rest);
  return { isPlain, destinations: { size: sparse.length, has: (text) => sparse.names(text) } };
}

function readFacts(rules: readonly Rule[]): ChainFacts {
  const destinations = new Set<string>();
  let isPlain = true;
  for (const { matches } of rules) {
    const host = matches.find(isHostDestination);
    if (host?.kind === 'destination') destinations.add(host.prefix.address.text);
    else if (!matches.every(isPlainMatch)) isPlain = false;
  }
  return { isPlain, destinations };
}

function isHostDestination(match: Match): boolean {
  if (match.kind !== 'destination' || match.negate === true) return false;
  return match.prefix.length === (match.prefix.address.family === 4 ? 32 : 128);
}

function isPlainMatch(match: Match): boolean {
  switch (match.kind) {
    case 'comment':
    case 'nfacct':
    case 'statistic':
    case 'conntrack':
      return true;
    case 'mark':
      return match.module === 'mark';
    case 'addrtype':
      return match.destinationType === 'LOCAL' && match.sourceType === undefined && !match.limitIn && !match.limitOut;
    default:
      return false;
  }
}

const summaries = new WeakMap<Ruleset, Map<Hook, HookSummaries>>();

/** What is remembered of a rule set's hook. */
export function summariesOf(ruleset: Ruleset, hook: Hook): HookSummaries {
  let byHook = summaries.get(ruleset);
  if (!byHook) summaries.set(ruleset, (byHook = new Map()));
  let found = byHook.get(hook);
  if (!found) byHook.set(hook, (found = new HookSummaries()));
  return found;
}
