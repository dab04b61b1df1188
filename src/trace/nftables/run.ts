import { ruleText } from '../../nftables/statement-text.ts';
import type { Packet } from '../../net/packet.ts';
import type { HookContext } from '../hook.ts';
import { compileRule } from './compile.ts';
import { NEXT, type CompiledRule, type Path, type Result, type Settled, type Way } from './path.ts';
import type { NftChain, NftTable } from '../../nftables/model.ts';

/** No packet meets more rules than this on a host that works. */
const MOST_RULES = 200_000;
/** The kernel's own limit of nested jumps. */
const DEEPEST = 16;

/** A chain on a hook. */
export interface BaseChain {
  readonly table: NftTable;
  readonly chain: NftChain;
  readonly isNat: boolean;
}

/** How a base chain ends for a path. */
export type End = 'accept' | { readonly verdict: 'drop' | 'reject' | 'undetermined'; readonly detail?: string };

/** Runs a path until it ends; undefined: it went on as the copies it was split into, which now wait. */
export function runPath(path: Path, base: BaseChain, context: HookContext, waiting: Path[]): End | undefined {
  for (;;) {
    let result = path.pending;
    path.pending = undefined;
    if (!result || result.kind === 'next') {
      const rule = path.chain.rules[path.index];
      if (!rule) {
        if (!path.leave()) return policyOf(base);
        continue;
      }
      if (!result && ++path.examined > MOST_RULES)
        return { verdict: 'undetermined', detail: `more than ${MOST_RULES} rules on one way` };
      result = runStatements(path, compileRule(rule).operations, context);
    }
    if (result.kind === 'ways') {
      for (const way of result.ways.toReversed()) waiting.push(takeWay(path.copy(), way));
      return undefined;
    }
    const end = settle(path, result, base, context);
    if (end) return end;
  }
}

function takeWay(copy: Path, way: Way): Path {
  copy.probability *= way.probability;
  copy.lot = way.probability;
  copy.pending = way.apply(copy);
  return copy;
}

/** The statements from the one at hand: what the first that is no mere condition met says, or `continue` at the end of the rule. */
function runStatements(
  path: Path,
  operations: CompiledRule['operations'],
  context: HookContext,
): Exclude<Result, typeof NEXT> {
  while (path.statement < operations.length) {
    const result = operations[path.statement++]?.(path, context, path.table) ?? NEXT;
    if (result.kind !== 'next') return result;
  }
  return { kind: 'continue' };
}

function policyOf({ chain }: BaseChain): End {
  return chain.base?.policy === 'drop' ? { verdict: 'drop', detail: `policy drop of chain ${chain.name}` } : 'accept';
}

/** Does what the rule at hand came to. Undefined: the path goes on at another rule. */
function settle(path: Path, result: Settled, base: BaseChain, context: HookContext): End | undefined {
  const hasEffect = result.kind !== 'miss' && (result.kind !== 'continue' || path.changed);
  const unknown = result.kind === 'unknown' ? result.what : hasEffect ? path.unknown : undefined;
  const isLast = unknown !== undefined || result.kind === 'drop' || result.kind === 'reject';
  if (context.record !== false || isLast)
    reportStep(path, unknown === undefined ? result : { kind: 'unknown', what: unknown }, context);
  if (unknown !== undefined)
    return { verdict: 'undetermined', detail: `${unknown} (${path.tableName} ${path.chain.name})` };
  path.clearRule();
  switch (result.kind) {
    case 'accept':
      return 'accept';
    case 'drop':
      return { verdict: 'drop' };
    case 'reject':
      return { verdict: 'reject', detail: rejectName(result.detail, path.packet) };
    case 'return':
      return path.leave() ? undefined : policyOf(base);
    case 'jump':
    case 'goto':
      return enterChain(path, result.kind, result.chain);
    default:
      path.index++;
      return undefined;
  }
}

function enterChain(path: Path, kind: 'jump' | 'goto', name: string): End | undefined {
  const chain = path.table.chains.get(name);
  const depth = path.caller?.depth ?? 0;
  if (!chain) return { verdict: 'undetermined', detail: `chain ${name} is not in ${path.tableName}` };
  for (let trail = path.trail; trail; trail = trail.before) {
    if (trail.chain === chain) return { verdict: 'undetermined', detail: `chain ${name} leads back to itself` };
  }
  if (kind === 'jump') {
    if (depth >= DEEPEST) return { verdict: 'undetermined', detail: `jumps nest deeper than ${DEEPEST}` };
    path.caller = { chain: path.chain, index: path.index + 1, next: path.caller, depth: depth + 1, trail: path.trail };
  }
  path.trail = { chain, before: path.trail };
  path.chain = chain;
  path.index = 0;
  path.visited?.push({ table: path.table, chain });
  return undefined;
}

/** What goes back, in the words iptables uses for it. */
function rejectName(kind: string, packet: Packet): string {
  if (kind === 'tcp reset') return 'tcp-reset';
  const prefix = packet.source.family === 4 ? 'icmp' : 'icmp6';
  return `${prefix}-${kind.split(' ')[1] ?? 'port-unreachable'}`;
}

function reportStep(path: Path, result: Settled, context: HookContext): void {
  if (result.kind === 'miss' && !context.explain) return;
  const rule = path.chain.rules[path.index];
  if (!rule) return;
  const origin = rule.origin ?? path.element?.origin;
  path.report({
    layer: 'nftables',
    table: path.tableName,
    chain: path.chain.name,
    rule: ruleText(rule),
    position: path.index + 1,
    action: result.kind === 'miss' ? 'no match' : actionText(path, result),
    ...(result.kind === 'miss' && { failed: result.why() }),
    packet: path.packet,
    ...(path.lot !== undefined && { probability: path.lot }),
    ...(origin && { origin }),
  });
}

function actionText({ actions, packet }: Path, result: Settled): string {
  const done = actions.join(', ');
  const then = (text: string): string => (done === '' ? text : `${done}, ${text}`);
  switch (result.kind) {
    case 'jump':
    case 'goto':
      return then(`${result.kind} ${result.chain}`);
    case 'reject':
      return then(`reject with ${rejectName(result.detail, packet)}`);
    case 'unknown':
      return then(`not known: ${result.what}`);
    case 'accept':
    case 'continue':
      return done === '' ? result.kind : done;
    default:
      return then(result.kind);
  }
}
