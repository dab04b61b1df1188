import type { NftChain, NftTable } from '../../nftables/model.ts';
import { priorityValue } from '../../nftables/priority.ts';
import type { Packet } from '../../net/packet.ts';
import type { Hook, HookContext, HookOutcome, HookWalker } from '../hook.ts';
import { HookSummaries } from '../summary.ts';
import { factsOf } from './facts.ts';
import { Path, type Visited } from './path.ts';
import { runPath, type BaseChain } from './run.ts';

/**
 * Walks a packet through these tables as the kernel does: base chains of the hook by priority, nat chains only for the first packet
 * of a connection and only until one has translated it. Every lot (`numgen random`) splits the walk with its exact probability.
 * A condition or target that is not known makes the outcome `undetermined` and is named.
 */
export function nftWalker(tables: readonly NftTable[]): HookWalker {
  const byFamily = { 4: new Map<Hook, HookChains>(), 6: new Map<Hook, HookChains>() };
  return {
    walk(packet, context) {
      const byHook = byFamily[packet.source.family];
      let known = byHook.get(context.hook);
      if (!known) {
        const chains = baseChains(tables, context.hook, packet);
        byHook.set(context.hook, (known = { chains, summaries: canSumUp(chains) ? new HookSummaries() : undefined }));
      }
      const { chains, summaries } = known;
      if (!summaries || context.record !== false) return walkHook(chains, packet, context);
      const found = summaries.find(packet, context);
      if (found) return found;
      if (summaries.knows(packet, context)) return walkHook(chains, packet, context);
      const visited: Visited[] = [];
      const outcomes = walkHook(chains, packet, context, visited);
      summaries.learn(packet, context, visited.map(factsOf), outcomes);
      return outcomes;
    },
  };
}

interface HookChains {
  readonly chains: readonly BaseChain[];
  readonly summaries: HookSummaries | undefined;
}

/** Chains behind one that may have translated the source see another packet than the one that came. */
function canSumUp(chains: readonly BaseChain[]): boolean {
  const first = chains.findIndex(({ isNat }) => isNat);
  const hook = chains[0]?.chain.base?.hook;
  return first < 0 || first === chains.length - 1 || hook === 'prerouting' || hook === 'output';
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

function walkHook(
  chains: readonly BaseChain[],
  packet: Packet,
  context: HookContext,
  visited?: Visited[],
): HookOutcome[] {
  const outcomes: HookOutcome[] = [];
  const first = chains[0];
  const { connection, memory } = context;
  if (!first) return [{ probability: 1, steps: [], packet, connection, memory, verdict: 'accept', examined: 0 }];
  const start = new Path(packet, connection, memory, first.table, first.chain, visited);
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
