import type { RuleEnvironment } from '../../netfilter/evaluate.ts';
import type { Chain, Match, Rule, Ruleset, SparseRules, TableName } from '../../netfilter/model.ts';
import { contains } from '../../net/prefix.ts';
import { HookSummaries, type ChainFacts, type Condition } from '../summary.ts';

type InSet = RuleEnvironment['inSet'];

const facts = new WeakMap<object, WeakMap<Chain, ChainFacts>>();
const NO_SETS = {};

/** What the rules of a chain ask, on the host with these sets. */
export function factsOf(chain: Chain, inSet: InSet): ChainFacts {
  let ofHost = facts.get(inSet ?? NO_SETS);
  if (!ofHost) facts.set(inSet ?? NO_SETS, (ofHost = new WeakMap()));
  let known = ofHost.get(chain);
  if (!known)
    ofHost.set(chain, (known = chain.sparse ? sparseFacts(chain.sparse, inSet) : readFacts(chain.rules, inSet)));
  return known;
}

function sparseFacts(sparse: SparseRules, inSet: InSet): ChainFacts {
  const rest = readFacts(sparse.rest, inSet);
  return { ...rest, conditions: [({ destination }) => sparse.names(destination.text), ...rest.conditions] };
}

function readFacts(rules: readonly Rule[], inSet: InSet): ChainFacts {
  const destinations = new Set<string>();
  const conditions: Condition[] = [];
  let [isPlain, asksLocal] = [true, false];
  for (const { matches, target } of rules) {
    const host = matches.find(isHostDestination);
    if (host?.kind === 'destination') {
      destinations.add(host.prefix.address.text);
      continue;
    }
    const condition = setCondition(matches, inSet) ?? sourceCondition(matches);
    if (condition) conditions.push(condition);
    else if (!matches.every(isPlainMatch) || isTranslation(target)) isPlain = false;
    else if (matches.some(({ kind }) => kind === 'addrtype')) asksLocal = true;
  }
  if (destinations.size > 0) conditions.push(({ destination }) => destinations.has(destination.text));
  return { isPlain, conditions, asksLocal };
}

/** A rule with a set is about the packets in it. */
function setCondition(matches: readonly Match[], inSet: InSet): Condition | undefined {
  const set = matches.find((match) => match.kind === 'set' && match.negate !== true);
  return inSet && set?.kind === 'set' ? (packet) => inSet(set.name, set.directions, packet) !== false : undefined;
}

function sourceCondition(matches: readonly Match[]): Condition | undefined {
  const from = matches.find((match) => match.kind === 'source' && match.negate !== true);
  return from?.kind === 'source' ? ({ source }) => contains(from.prefix, source) : undefined;
}

function isHostDestination(match: Match): boolean {
  if (match.kind !== 'destination' || match.negate === true) return false;
  return match.prefix.length === (match.prefix.address.family === 4 ? 32 : 128);
}

/** What it makes of a packet is the packet's own (MASQUERADE only depends on the way it leaves, and is worked out anew). */
function isTranslation(target: Rule['target']): boolean {
  return target?.kind === 'dnat' || target?.kind === 'snat' || target?.kind === 'redirect';
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

const summaries = new WeakMap<Ruleset, Map<readonly TableName[], HookSummaries>>();

/** What is remembered of some tables of a hook. Each hook has its own lists of tables. */
export function summariesOf(ruleset: Ruleset, names: readonly TableName[]): HookSummaries {
  let byNames = summaries.get(ruleset);
  if (!byNames) summaries.set(ruleset, (byNames = new Map()));
  let found = byNames.get(names);
  if (!found) byNames.set(names, (found = new HookSummaries()));
  return found;
}
