import { adviceOf } from '../diagnose/reasons.ts';
import { meaningOf } from '../render/trace/glossary.ts';
import { HOOK_NAMES, optionText, ruleText, type Fork, type Turn } from '../render/trace/story.ts';
import { originLine, outcomeText, packetText, percent, printable } from '../render/trace/text.ts';
import type { TraceResult } from '../trace/trace.ts';
import type { Outcome, Step } from '../trace/tree.ts';
import { turnAt, type Walk } from './walk.ts';

export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'bad' | 'doubt' | 'accent';

export interface Line {
  readonly text: string;
  readonly tone: Tone;
}

const HELP: readonly (readonly [string, string])[] = [
  ['n j → ↓ space', 'next step'],
  ['b k ← ↑', 'step back'],
  ['i', 'into the chain that is asked'],
  ['o', 'over it: to what comes after'],
  ['u', 'up and out of the chain'],
  ['g G', 'to the beginning, to the end'],
  ['1 … 9', 'where lots are drawn: take that branch'],
  ['[ ]', 'previous and next way'],
  ['w', 'why not: the rules that did not match'],
  ['PgUp PgDn', 'scroll the description'],
  ['?', 'this help'],
  ['q Esc', 'quit'],
];

/** What stands beside the list: the step, or the end, or the help. Each line is at most `width` characters long. */
export function descriptionLines(result: TraceResult, walk: Walk, width: number): Line[] {
  const page = new Page(width);
  if (walk.help) for (const [keys, text] of HELP) page.add(`${keys.padEnd(14)} ${text}`);
  else {
    const turn = turnAt(walk);
    if (turn) describeTurn(page, turn, walk);
    else describeEnd(page, result, walk);
  }
  return page.lines;
}

class Page {
  readonly lines: Line[] = [];
  readonly #width: number;

  constructor(width: number) {
    this.#width = Math.max(8, width);
  }

  add(text: string, tone: Tone = 'plain', indent = ''): void {
    for (const line of wrapped(printable(text), this.#width - indent.length)) this.lines.push({ text: `${indent}${line}`, tone }); // prettier-ignore
  }

  gap(): void {
    this.lines.push({ text: '', tone: 'plain' });
  }
}

/** Lines of at most `width` characters, broken at blanks where there are any. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const at = rest.lastIndexOf(' ', width);
    const cut = at > width / 3 ? at : width;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(rest[cut] === ' ' ? cut + 1 : cut);
  }
  return [...lines, rest];
}

function describeTurn(page: Page, turn: Turn, walk: Walk): void {
  const { step, before, fork } = turn;
  page.add(placeLine(step), 'accent');
  if (step.table !== undefined) page.add(ruleText(step), 'strong');
  const ended = /^(REJECT|DROP|reject|drop|policy)/.test(step.action);
  page.add(turn.idle ? `${step.action}: nothing there matches` : step.action, ended ? 'bad' : step.table === undefined ? 'strong' : 'plain'); // prettier-ignore
  const meaning = turn.idle ? undefined : meaningOf(step);
  if (meaning !== undefined) page.add(`${meaning}${step.probability === undefined ? '' : ` (chance ${percent(step.probability)})`}`); // prettier-ignore
  page.gap();
  describeHeader(page, before === undefined ? undefined : packetText(before), packetText(step.packet));
  if (step.rule !== undefined) {
    page.gap();
    page.add(step.rule, 'dim');
  }
  const origin = originLine(step.origin);
  if (origin !== undefined) page.add(`from ${origin}`, 'accent');
  if (walk.why) return describeFailed(page, turn.failed);
  if (turn.failed.length > 0) page.add(`w: ${turn.failed.length} rule${turn.failed.length === 1 ? '' : 's'} before it did not match`, 'dim'); // prettier-ignore
  if (fork) describeFork(page, fork);
}

function describeFork(page: Page, { options, taken }: Fork): void {
  page.gap();
  page.add('The packet can go otherwise here:', 'doubt');
  for (const [i, option] of options.entries()) {
    if (i >= 9 && i !== taken) continue;
    page.add(
      `${i === taken ? '>' : ' '} ${i < 9 ? i + 1 : ' '}  ${optionText(option)}`,
      i === taken ? 'strong' : 'plain',
    );
  }
  if (options.length > 9) page.add(`${options.length} branches in all: ] goes through their ways`, 'dim');
}

function placeLine(step: Step): string {
  const back = step.phase === 'reply' ? 'way back, ' : '';
  const node = step.phase === 'dns' ? `DNS, ${step.node || 'the client'}` : step.node || 'outside the cluster';
  return step.hook === undefined
    ? `${back}${node}`
    : `${back}${node}, ${step.hook.toUpperCase()}: ${HOOK_NAMES[step.hook] ?? ''}`;
}

function describeHeader(page: Page, before: string | undefined, after: string): void {
  if (before === undefined) page.add(`header  ${after}`);
  else if (before === after) page.add(`header  ${after} (unchanged)`, 'dim');
  else {
    page.add(`before  ${before}`, 'dim');
    page.add(`after   ${after}`, 'good');
  }
}

function describeFailed(page: Page, failed: readonly Step[]): void {
  page.gap();
  if (failed.length === 0) page.add('No rule that could have matched failed before this one.', 'dim');
  for (const step of failed) {
    page.add(`not matched in ${step.chain ?? ''}, because not ${step.failed ?? ''}`, 'doubt');
    if (step.rule !== undefined) page.add(step.rule, 'dim', '  ');
  }
}

function describeEnd(page: Page, result: TraceResult, walk: Walk): void {
  const path = walk.ways[walk.way]?.path;
  const outcome: Outcome | undefined = path?.outcome;
  if (!path || !outcome) return;
  const { verdict, reason, message } = outcome;
  if (verdict === 'delivered') page.add(`✓ ${message}`, 'good');
  else page.add(`${verdict === 'undetermined' ? '?' : '✗'} ${verdict} ${reason}: ${message}`, verdict === 'undetermined' ? 'doubt' : 'bad'); // prettier-ignore
  if (outcome.sourceSeen !== undefined) page.add(`the backend sees the client as ${outcome.sourceSeen}`);
  if (outcome.assumed !== undefined) page.add(`port: ${outcome.assumed}`, 'dim');
  for (const note of result.notes ?? []) page.add(`note: ${note}`, 'doubt');
  if (verdict !== 'delivered') {
    const origin = originLine(outcome.origin);
    if (origin !== undefined) page.add(`where: ${origin}`, 'accent');
    const { cause, fix } = adviceOf(outcome);
    if (cause !== '') page.add(`why:   ${cause}`);
    if (fix !== '') page.add(`fix:   ${fix}`);
  }
  if (result.outcomes.length > 1) {
    page.gap();
    page.add(`${result.outcomes.length} ways it can end:`, 'strong');
    for (const each of result.outcomes) page.add(`${percent(each.probability)}  ${outcomeText(each)}`, 'plain', '  ');
  }
  page.gap();
  if (path.examined > 0) page.add(`rules and set look-ups the kernel had to try: ${path.examined}`, 'dim');
}
