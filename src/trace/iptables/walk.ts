import type { RuleEnvironment } from '../../netfilter/evaluate.ts';
import type { Chain, Ruleset, Table, TableName } from '../../netfilter/model.ts';
import type { Packet } from '../../net/packet.ts';
import { ChainWalk } from './chain.ts';
import type { Ended, TableState } from './table-state.ts';
import { factsOf, summariesOf } from './summary.ts';
import type { Hook, HookContext, HookOutcome, HookWalker, RuleStep } from '../hook.ts';

/** iptables as a packet meets it: the tables of a hook in the kernel's order, each chain rule by rule. */

/** Tables by hook, by priority (netfilter_ipv4.h): raw, mangle, nat for destinations, filter, security, nat for sources. */
export const TABLE_ORDER: Readonly<Record<Hook, readonly TableName[]>> = {
  prerouting: ['raw', 'mangle', 'nat'],
  input: ['mangle', 'filter', 'security', 'nat'],
  forward: ['mangle', 'filter', 'security'],
  output: ['raw', 'mangle', 'nat', 'filter', 'security'],
  postrouting: ['mangle', 'nat'],
};

const CHAINS: Readonly<Record<Hook, string>> = {
  prerouting: 'PREROUTING',
  input: 'INPUT',
  forward: 'FORWARD',
  output: 'OUTPUT',
  postrouting: 'POSTROUTING',
};

/** What IPVS and bridges add to what rules may ask. */
export interface IptablesExtras {
  readonly inSet?: RuleEnvironment['inSet'];
  /** The virtual server by which IPVS handles the packet, or null; absent: as null. */
  readonly virtualServer?: RuleEnvironment['virtualServer'];
}

/** The walker of a host that has only iptables rules. */
export function iptablesWalker(ruleset: Ruleset, extras: IptablesExtras = {}): HookWalker {
  return {
    walk: (packet, context) => walkTables(ruleset, TABLE_ORDER[context.hook], packet, context, extras),
  };
}

/** All outcomes of some tables of a hook, in the order given. Where no steps are wanted, what was learned from like packets is used. */
export function walkTables(
  ruleset: Ruleset,
  names: readonly TableName[],
  packet: Packet,
  context: HookContext,
  extras: IptablesExtras = {},
): HookOutcome[] {
  if (context.record !== false) return walkRules(ruleset, names, packet, context, extras);
  const summaries = summariesOf(ruleset, names);
  const known = summaries.find(packet, context);
  if (known) return known;
  if (summaries.knows(packet, context)) return walkRules(ruleset, names, packet, context, extras);
  const visited: Chain[] = [];
  const outcomes = walkRules(ruleset, names, packet, context, extras, visited);
  const facts = visited.map((chain) => factsOf(chain, extras.inSet));
  summaries.learn(packet, context, facts, outcomes);
  return outcomes;
}

/** The chains met are noted in `visited`. */
function walkRules(
  ruleset: Ruleset,
  names: readonly TableName[],
  packet: Packet,
  context: HookContext,
  extras: IptablesExtras,
  visited?: Chain[],
): HookOutcome[] {
  const chainName = CHAINS[context.hook];
  const begin: TableState = {
    packet,
    connection: context.connection,
    memory: context.memory,
    probability: 1,
    steps: undefined,
    examined: 0,
  };
  const outcomes: HookOutcome[] = [];
  const tables = tablesAt(ruleset, names, chainName);
  const through = (from: number, state: TableState): void => {
    for (let at = from; at < tables.length; at++) {
      const here = tables[at];
      if (!here || (here.table.name === 'nat' && !asksNat(context, state))) continue;
      const { table, chain } = here;
      const next = at + 1;
      const ended: Ended = (last, verdict, detail) => {
        if (verdict === 'accept') through(next, last);
        else outcomes.push(outcomeOf(last, verdict, detail));
      };
      new ChainWalk(table, context, extras, ended, visited).start(chain, state);
      return;
    }
    outcomes.push(outcomeOf(state, 'accept', undefined));
  };
  through(0, begin);
  return outcomes;
}

interface Stop {
  readonly table: Table;
  readonly chain: Chain;
}

const stops = new WeakMap<Ruleset, Map<readonly TableName[], Map<string, readonly Stop[]>>>();

/** The built-in chains of a hook that can do something to a packet: found once for each rule set. */
function tablesAt(ruleset: Ruleset, names: readonly TableName[], chainName: string): readonly Stop[] {
  let ofRuleset = stops.get(ruleset);
  if (!ofRuleset) stops.set(ruleset, (ofRuleset = new Map()));
  let known = ofRuleset.get(names);
  if (!known) ofRuleset.set(names, (known = new Map()));
  let found = known.get(chainName);
  if (!found) {
    found = names.flatMap((name) => {
      const table = ruleset.tables.find((each) => each.name === name);
      const chain = table?.chains.get(chainName);
      return table && chain && (chain.rules.length > 0 || chain.policy === 'DROP') ? [{ table, chain }] : [];
    });
    known.set(chainName, found);
  }
  return found;
}

/** The nat table is asked once per connection and direction: for its first packet, where neither side was decided before. */
function asksNat(context: HookContext, state: TableState): boolean {
  const { connection } = state;
  if (connection.state !== 'NEW') return false;
  const destination = context.hook === 'prerouting' || context.hook === 'output';
  return (destination ? connection.destinationDone : connection.sourceDone) !== true;
}

function outcomeOf(state: TableState, verdict: HookOutcome['verdict'], detail: string | undefined): HookOutcome {
  return {
    probability: state.probability,
    steps: stepsIn(state),
    packet: state.packet,
    connection: state.connection,
    memory: state.memory,
    verdict,
    ...(detail === undefined ? {} : { detail }),
    examined: state.examined,
  };
}

const NO_STEPS: readonly RuleStep[] = [];

function stepsIn(state: TableState): readonly RuleStep[] {
  if (!state.steps) return NO_STEPS;
  const steps: RuleStep[] = [];
  for (let link: TableState['steps'] = state.steps; link; link = link.before) steps.push(link.last);
  return steps.reverse();
}
