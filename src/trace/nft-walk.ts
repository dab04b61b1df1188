import type { NftChain, NftTable } from '../nftables/model.ts';
import { priorityValue } from '../nftables/priority.ts';
import { ruleText } from '../nftables/statement-text.ts';
import type { Packet } from '../net/packet.ts';
import type { Hook, HookContext, HookOutcome, HookWalker } from './hook.ts';
import { compileRule } from './nft-walk-compile.ts';
import { Path, type Result } from './nft-walk-path.ts';

/** A ruleset in which a packet meets more rules than this goes in circles: no kernel would have loaded it. */
const MOST_RULES = 1_000_000;
/** The kernel's own limit of nested jumps. */
const DEEPEST = 16;

interface BaseChain {
  readonly table: NftTable;
  readonly chain: NftChain;
  readonly isNat: boolean;
}

/**
 * Walks a packet through these tables as the kernel does: base chains of the hook by priority, nat chains only for the first packet
 * of a connection and only until one has translated it. Every lot (`numgen random`) splits the walk with its exact probability.
 * A condition or target that is not known makes the outcome `undetermined` and is named.
 */
export function nftWalker(tables: readonly NftTable[]): HookWalker {
  const byHook = new Map<string, BaseChain[]>();
  return {
    walk(packet, context) {
      const key = `${context.hook} ${packet.source.family}`;
      let chains = byHook.get(key);
      if (!chains) byHook.set(key, (chains = baseChains(tables, context.hook, packet)));
      return walkHook(chains, packet, context);
    },
  };
}

function baseChains(tables: readonly NftTable[], hook: Hook, packet: Packet): BaseChain[] {
  const family = packet.source.family === 4 ? 'ip' : 'ip6';
  const found: (BaseChain & { readonly priority: number })[] = [];
  for (const table of tables) {
    if (table.flags?.includes('dormant') || (table.family !== family && table.family !== 'inet')) continue;
    for (const chain of baseChainsOf(table)) {
      const { base } = chain;
      if (base?.hook !== hook) continue;
      found.push({ table, chain, isNat: base.type === 'nat', priority: priorityValue(base.priority) ?? 0 });
    }
  }
  return found.sort((a, b) => a.priority - b.priority);
}

/** kube-proxy's own tables know their base chains without building those of every Service. */
function baseChainsOf(table: NftTable): Iterable<NftChain> {
  return table.baseChains ?? [...table.chains.values()].filter((chain) => chain.base);
}

function walkHook(chains: readonly BaseChain[], packet: Packet, context: HookContext): HookOutcome[] {
  const outcomes: HookOutcome[] = [];
  const first = chains[0];
  const { connection, memory } = context;
  if (!first) return [{ probability: 1, steps: [], packet, connection, memory, verdict: 'accept', examined: 0 }];
  const start = new Path(packet, connection, memory, first.table, first.chain);
  let alive: Path[] = [start];
  for (const base of chains) {
    const after: Path[] = [];
    for (const path of alive) {
      if (base.isNat && !asksNat(path, context)) after.push(path);
      else {
        path.enter(base.table, base.chain);
        walkChain(path, base, context, after, outcomes);
      }
    }
    alive = after;
  }
  for (const path of alive) outcomes.push(path.outcome('accept'));
  return outcomes;
}

/** Only the first packet of a connection meets nat rules, and only while that half of the translation is open. */
function asksNat({ connection, translated }: Path, { hook }: HookContext): boolean {
  if (connection.state !== 'NEW' || translated) return false;
  const isDestination = hook === 'prerouting' || hook === 'output';
  return !(isDestination ? connection.destinationDone : connection.sourceDone);
}

/** Walks one base chain; paths that leave it accepted go to `after`, others end as outcomes. */
function walkChain(start: Path, base: BaseChain, context: HookContext, after: Path[], outcomes: HookOutcome[]): void {
  const waiting: Path[] = [start];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    const end = runPath(path, base, context, waiting);
    if (end === 'accept') after.push(path);
    else if (end) outcomes.push(path.outcome(end.verdict, end.detail));
  }
}

type End = 'accept' | { readonly verdict: 'drop' | 'reject' | 'undetermined'; readonly detail?: string } | undefined;

/** Runs a path until it ends (undefined: it went on as the copies it was split into). */
function runPath(path: Path, base: BaseChain, context: HookContext, waiting: Path[]): End {
  for (;;) {
    const rule = path.chain.rules[path.index];
    if (!rule) {
      const { caller } = path;
      if (!caller) return base.chain.base?.policy === 'drop' ? { verdict: 'drop', detail: `policy of ${base.chain.name}` } : 'accept';
      [path.chain, path.index, path.caller] = [caller.chain, caller.index, caller.next];
      continue;
    }
    const { operations } = compileRule(rule);
    if (path.statement === 0) path.examined++;
    if (path.examined > MOST_RULES) return { verdict: 'undetermined', detail: 'the chains go in circles' };
    let result: Result = { kind: 'continue' };
    while (path.statement < operations.length) {
      const operation = operations[path.statement++];
      if (!operation) break;
      const one = operation(path, context, path.table);
      if (one.kind === 'next') continue;
      result = one;
      break;
    }
    if (result.kind === 'ways') {
      for (const way of result.ways.toReversed()) {
        const copy = path.copy();
        copy.probability *= way.probability;
        copy.lot = way.probability;
        const one = way.apply(copy);
        const end = one.kind === 'next' ? undefined : settle(copy, one, base, context);
        if (end) copy.ended = end;
        waiting.push(copy);
      }
      return undefined;
    }
    const end = settle(path, result, base, context);
    if (end) return end;
  }
}
