import type { Packet } from '../../net/packet.ts';
import type { TraceResult } from '../../trace/trace.ts';
import { branchTree, type Path, type Segment, type Step } from '../../trace/tree.ts';
import { dnsSteps } from './json.ts';
import { endpointText, outcomeText, percent, placeText } from './text.ts';

/** A trace as something to walk through: each way a row of turns, with what was tried in vain and where it could have gone otherwise. */
export interface Way {
  /** Index in `paths` of the trace. */
  readonly index: number;
  readonly path: Path;
  readonly turns: readonly Turn[];
}

/** One step and what belongs to it. */
export interface Turn {
  readonly step: Step;
  /** The header before it; absent where the packet is new. */
  readonly before?: Packet;
  /** Jumps that led here, within one hook: 0 in the chain the kernel itself asks. */
  readonly depth: number;
  /** It asked a chain in which nothing matched. */
  readonly idle: boolean;
  /** Rules tried in vain since the last turn (only with explain). */
  readonly failed: readonly Step[];
  /** The packet could have gone otherwise here. */
  readonly fork?: Fork;
}

export interface Fork {
  readonly options: readonly { readonly probability: number; readonly text: string; readonly way: number }[];
  /** Index in `options` of the one this way takes. */
  readonly taken: number;
}

/** What a packet meets on a host, for somebody who has never read a rule. */
export const HOOK_NAMES: Readonly<Record<string, string>> = {
  prerouting: 'a packet comes in',
  input: 'it is for the node itself',
  forward: 'it is passed on',
  output: 'a process of the node sends it',
  postrouting: 'it is about to leave',
};

interface Reached {
  readonly step: Step;
  readonly fork?: Fork;
}

/** Every way of a trace, those of its paths in their order; the questions to DNS come first on each. */
export function waysOf(result: TraceResult): Way[] {
  const asked = dnsSteps(result).map((step) => ({ step }));
  const index = new Map(result.paths.map((path, i) => [path, i]));
  const found: Way[] = [];
  follow(branchTree(result.paths), asked, undefined, index, found);
  return found.sort((a, b) => a.index - b.index);
}

function follow(
  segment: Segment,
  before: readonly Reached[],
  fork: Fork | undefined,
  index: ReadonlyMap<Path, number>,
  found: Way[],
): void {
  const own = segment.steps.map((step, i): Reached => (i === 0 && fork ? { step, fork } : { step }));
  const steps = [...before, ...own];
  if (segment.end) {
    found.push({ index: index.get(segment.end) ?? 0, path: segment.end, turns: turnsOf(steps) });
    return;
  }
  const options = segment.forks.map(({ probability, next }) => ({ probability, ...lead(next, index) }));
  for (const [taken, { next }] of segment.forks.entries()) follow(next, steps, { options, taken }, index, found);
}

/** Where a fork leads: its only end, or how many there are. */
function lead(segment: Segment, index: ReadonlyMap<Path, number>): { text: string; way: number } {
  const ends = endsOf(segment);
  const [first] = ends;
  const way = first ? (index.get(first) ?? 0) : 0;
  if (ends.length !== 1 || !first) return { text: `${segment.steps[0]?.action ?? ''} (${ends.length} ways)`, way };
  const { outcome } = first;
  const at = outcome.endpoint ? endpointText(outcome.endpoint) : '';
  return { text: outcome.verdict === 'delivered' ? at : outcomeText(outcome), way };
}

function endsOf(segment: Segment): Path[] {
  return segment.end ? [segment.end] : segment.forks.flatMap((fork) => endsOf(fork.next));
}

function turnsOf(reached: readonly Reached[]): Turn[] {
  const turns: Turn[] = [];
  const real = reached.filter(({ step }) => step.failed === undefined).map(({ step }) => step);
  let failed: Step[] = [];
  let fork: Fork | undefined;
  let stack: string[] = [];
  let last: Step | undefined;
  for (const each of reached) {
    const { step } = each;
    fork = each.fork ?? fork;
    if (step.failed !== undefined) {
      failed.push(step);
      continue;
    }
    stack = chainStack(stack, last, step);
    const next = real[turns.length + 1];
    turns.push({
      step,
      ...headerBefore(last, step),
      depth: Math.max(0, stack.length - 1),
      idle: isIdle(step, next),
      failed,
      ...(fork ? { fork } : {}),
    });
    [failed, fork, last] = [[], undefined, step];
  }
  return turns;
}

/** The header a step got: that of the step before; for the first one of the answer, that of the request turned round. */
function headerBefore(last: Step | undefined, step: Step): { before?: Packet } {
  if (last === undefined || (last.phase === 'dns' && step.phase !== 'dns')) return {};
  if (last.phase === step.phase) return { before: last.packet };
  const { source, sourcePort, destination, destinationPort } = last.packet;
  const before = { ...last.packet, source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort, mark: 0 }; // prettier-ignore
  return { before };
}

/** The chains in which the kernel is, outermost first. */
function chainStack(stack: readonly string[], last: Step | undefined, step: Step): string[] {
  if (step.chain === undefined) return [];
  const same = last !== undefined && sameHook(last, step) && last.table === step.table;
  if (!same) return [step.chain];
  const at = stack.lastIndexOf(step.chain);
  return at >= 0 ? stack.slice(0, at + 1) : [...stack, step.chain];
}

function sameHook(a: Step, b: Step): boolean {
  return a.node === b.node && a.hook === b.hook && a.phase === b.phase;
}

/** The chain a step leads into. */
export function jumpTarget(step: Step): string | undefined {
  return step.failed === undefined ? /(?:^|, )(?:jump|goto) (\S+)$/.exec(step.action)?.[1] : undefined;
}

function isIdle(step: Step, next: Step | undefined): boolean {
  const to = jumpTarget(step);
  return to !== undefined && !(next && next.chain === to && sameHook(step, next));
}

/** `nat KUBE-SERVICES rule 4` without what is not known. */
export function ruleText(step: Step): string {
  return step.position === undefined ? placeText(step) : `${placeText(step)} rule ${step.position}`;
}

/** `33.33 %: default/web-1 (10.244.1.5:80 on node1)` */
export function optionText(option: Fork['options'][number]): string {
  return `${percent(option.probability)}: ${option.text}`;
}
