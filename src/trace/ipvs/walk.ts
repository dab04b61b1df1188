import { ipsetContains } from '../../ipvs/ipset-contains.ts';
import type { IpvsState } from '../../ipvs/model.ts';
import type { Ruleset, TableName } from '../../netfilter/model.ts';
import type { HookContext, HookOutcome, HookWalker } from '../hook.ts';
import { TABLE_ORDER, walkTables, type IptablesExtras } from '../iptables/walk.ts';
import { handleByIpvs, type IpvsResult } from './server.ts';

type InSet = NonNullable<IptablesExtras['inSet']>;

/** Tables before and behind IPVS's own place on a hook. It sits at LOCAL_IN behind filter, and at LOCAL_OUT right behind nat. */
const AT_INPUT = split('input', 'nat');
const AT_OUTPUT = split('output', 'filter');

function split(hook: 'input' | 'output', second: TableName): readonly [readonly TableName[], readonly TableName[]] {
  const order = TABLE_ORDER[hook];
  const at = order.indexOf(second);
  return [order.slice(0, at), order.slice(at)];
}

/** IPVS sends what it has translated through LOCAL_OUT from the start; nat has no say any more. */
const SENT_AGAIN = TABLE_ORDER.output.filter((name) => name !== 'nat');

/**
 * A host with IPVS: its iptables rules (which may look into its ipsets), and at LOCAL_IN and LOCAL_OUT the virtual servers. A packet
 * for one is translated to a real server: `stolen` at LOCAL_IN, if that is another host (the caller sends it through LOCAL_OUT
 * and POSTROUTING), else it goes on. At LOCAL_OUT it leaves with its new destination and only needs a new route. An empty virtual
 * server answers with port unreachable. Source: ip_vs_core.c (hook priorities), ip_vs_xmit.c (ip_vs_nat_xmit).
 */
export function ipvsWalker(ruleset: Ruleset, state: IpvsState): HookWalker {
  const sets = new Map(state.sets.map((set) => [set.name, set]));
  const inSet: InSet = (name, directions, packet) => {
    const set = sets.get(name);
    return set && ipsetContains(set, packet, directions);
  };
  return {
    walk(packet, context) {
      const { hook, connection } = context;
      const extras = extrasFor(inSet, context);
      if (connection.ipvs === true || (hook !== 'input' && hook !== 'output')) {
        return walkTables(ruleset, TABLE_ORDER[hook], packet, context, extras);
      }
      const [before, behind] = hook === 'input' ? AT_INPUT : AT_OUTPUT;
      return walkTables(ruleset, before, packet, context, extras).flatMap((past) => {
        if (past.verdict !== 'accept') return [past];
        const results = handleByIpvs(state, past, context);
        if (!results) return goOn(ruleset, behind, past, context, extras);
        return results.flatMap((result) => afterIpvs(ruleset, result, behind, past, context, inSet));
      });
    },
  };
}

function afterIpvs(
  ruleset: Ruleset,
  result: IpvsResult,
  behind: readonly TableName[],
  past: HookOutcome,
  context: HookContext,
  inSet: InSet,
): HookOutcome[] {
  const outcome = joined(past, result.outcome);
  if (outcome.verdict !== 'accept') return [outcome];
  const handled: HookContext = { ...context, connection: outcome.connection };
  if (result.isLocal) return goOn(ruleset, behind, outcome, handled, extrasFor(inSet, handled));
  if (context.hook === 'input') return [{ ...outcome, verdict: 'stolen' }];
  return goOn(ruleset, SENT_AGAIN, outcome, handled, extrasFor(inSet, handled));
}

/** The further tables for a packet that came past the first ones. */
function goOn(
  ruleset: Ruleset,
  names: readonly TableName[],
  past: HookOutcome,
  context: HookContext,
  extras: IptablesExtras,
): HookOutcome[] {
  const here: HookContext = { ...context, connection: past.connection, memory: past.memory };
  return walkTables(ruleset, names, past.packet, here, extras).map((next) => joined(past, next));
}

function joined(past: HookOutcome, next: HookOutcome): HookOutcome {
  return {
    ...next,
    probability: past.probability * next.probability,
    steps: past.steps.length === 0 ? next.steps : [...past.steps, ...next.steps],
    examined: past.examined + next.examined,
  };
}

function extrasFor(inSet: InSet, { connection }: HookContext): IptablesExtras {
  return { inSet, virtualServer: connection.virtualServer ?? null };
}
