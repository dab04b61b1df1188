import type { TraceResult } from '../../trace/trace.ts';
import { branchTree, type Path, type Segment, type Step } from '../../trace/tree.ts';
import type { DnsHop } from '../../trace/dns-hop.ts';
import { meaningOf } from './glossary.ts';
import { PLAIN, type Paint } from './paint.ts';
import { inShort } from './in-short.ts';
import { headLine, resultLines } from './summary.ts';
import { originLine, outcomeText, packetText, percent, printable } from './text.ts';

export interface DetailedOptions {
  /** All ways as a tree, instead of the one shown. */
  readonly all?: boolean;
  readonly paint?: Paint;
}

/** Every hop of a trace: where the packet is, which rule decided, what that means, and how its header looks afterwards. */
export function detailedTrace(result: TraceResult, options: DetailedOptions = {}): string {
  const view = new Detailed(options.paint ?? PLAIN);
  return view.text(result, options.all ?? false);
}

const HOOKS: Readonly<Record<string, string>> = {
  prerouting: 'PREROUTING: a packet comes in',
  input: 'INPUT: it is for the node itself',
  forward: 'FORWARD: it is passed on',
  output: 'OUTPUT: the node itself sends it',
  postrouting: 'POSTROUTING: it is about to leave',
};

class Detailed {
  readonly #paint: Paint;
  readonly #lines: string[] = [];
  #number = 0;
  #node: string | undefined;
  #hook: string | undefined;
  #phase: string | undefined;
  #header = '';

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  text(result: TraceResult, all: boolean): string {
    this.#lines.push(headLine(result, this.#paint));
    for (const hop of result.dns) this.#dns(hop);
    const path = result.paths[result.shown];
    if (all && result.paths.length > 1) this.#tree(branchTree(result.paths), '');
    else if (path) {
      this.#steps(path.steps, '');
      this.#others(result, path);
    }
    this.#short(result);
    this.#lines.push('', ...resultLines(result, this.#paint));
    if (path && path.examined > 0) this.#lines.push(this.#paint.dim(`  rules and set look-ups the kernel had to try: ${path.examined}`)); // prettier-ignore
    return `${this.#lines.join('\n')}\n`;
  }

  /** Plain words last: on a terminal they are what remains in sight. */
  #short(result: TraceResult): void {
    const sentences = inShort(result);
    if (sentences.length === 0) return;
    this.#lines.push('', this.#paint.strong('In short'), ...sentences.map((sentence) => `  ${sentence}`));
  }

  #dns(hop: DnsHop): void {
    const { dim, strong, good, bad } = this.#paint;
    if (this.#phase !== 'dns') this.#lines.push('', strong('DNS'));
    this.#phase = 'dns';
    const answer =
      hop.silence !== undefined
        ? bad(hop.silence === 'refused' ? 'refused' : 'no answer')
        : hop.answers.length > 0
          ? good(hop.answers.join(', '))
          : hop.rcode;
    this.#lines.push(`  ${printable(hop.query)} ${hop.type}  ->  ${answer}  ${dim(`asked ${hop.server}`)}`);
    if (!hop.way) return;
    const { path, outcomes } = hop.way;
    const hops = path.steps.filter((step) => step.rule !== undefined && step.failed === undefined).length;
    const ends = outcomes.map(
      (each) => `${outcomes.length > 1 ? `${percent(each.probability)} ` : ''}${outcomeText(each)}`,
    );
    this.#lines.push(dim(`    way there: ${hops} rules matched, ${printable(ends.join(' | '))}`));
  }

  /** The other ends a fork on this path could have led to. */
  #others(result: TraceResult, path: Path): void {
    if (result.paths.length < 2) return;
    this.#lines.push('', this.#paint.dim(`one of ${result.paths.length} ways is shown (${percent(path.probability)}); --all shows the tree, --seed picks another`)); // prettier-ignore
  }

  #tree(segment: Segment, indent: string): void {
    this.#steps(segment.steps, indent, segment.forks[0]?.next.steps[0]);
    if (segment.end) {
      const { outcome, probability } = segment.end;
      this.#lines.push(`${indent}   = ${percent(probability)} in all: ${printable(outcomeText(outcome))}`);
    }
    const before = [this.#number, this.#node, this.#hook, this.#header, this.#phase] as const;
    for (const [index, fork] of segment.forks.entries()) {
      [this.#number, this.#node, this.#hook, this.#header, this.#phase] = before;
      this.#lines.push('', `${indent}${this.#paint.accent(`|- ${percent(fork.probability)} (${index + 1} of ${segment.forks.length})`)}`); // prettier-ignore
      this.#tree(fork.next, `${indent}|  `);
    }
  }

  #steps(steps: readonly Step[], indent: string, after?: Step): void {
    for (const [index, step] of steps.entries()) {
      this.#place(step, indent);
      if (isIdleJump(step, steps[index + 1] ?? after)) this.#idle(step, indent);
      else this.#step(step, indent);
    }
  }

  /** A chain that was asked in vain takes one line. */
  #idle(step: Step, indent: string): void {
    const number = String(++this.#number).padStart(3);
    const to = jumpTarget(step) ?? '';
    const rule = step.position === undefined ? '' : ` rule ${step.position}`;
    this.#lines.push(this.#paint.dim(`${indent}  ${number}  ${step.table} ${printable(step.chain ?? '')}${rule}: ${to} is asked, nothing there matches`)); // prettier-ignore
  }

  /** Headings where the node, the phase or the hook changes. */
  #place(step: Step, indent: string): void {
    const { strong, accent } = this.#paint;
    if (step.phase !== this.#phase) {
      this.#phase = step.phase;
      this.#node = undefined;
      if (step.phase === 'reply') this.#lines.push('', `${indent}${strong('The way back')}`);
    }
    if (step.node !== this.#node) {
      this.#node = step.node;
      this.#hook = undefined;
      this.#lines.push('', `${indent}${accent(step.node === '' ? 'outside the cluster' : step.node)}`);
    }
    if (step.hook !== undefined && step.hook !== this.#hook) {
      this.#lines.push(`${indent}  ${strong(HOOKS[step.hook] ?? step.hook)}`);
    }
    this.#hook = step.hook;
  }

  #step(step: Step, indent: string): void {
    const { dim, accent, bad } = this.#paint;
    const pad = `${indent}  `;
    if (step.failed !== undefined) {
      this.#lines.push(
        dim(`${pad}   -  ${step.table} ${step.chain}: not matched, because not ${printable(step.failed)}`),
      );
      if (step.rule !== undefined) this.#lines.push(dim(`${pad}      ${printable(step.rule)}`));
      return;
    }
    const number = String(++this.#number).padStart(3);
    if (step.table === undefined) {
      this.#lines.push(`${pad}${number}  ${printable(step.action)}`);
    } else {
      const lot = step.probability === undefined ? '' : dim(` (chance ${percent(step.probability)})`);
      const rule = step.position === undefined ? '' : dim(` rule ${step.position}`);
      const ended = /^(REJECT|DROP|reject|drop|policy)/.test(step.action);
      const action = ended ? bad(step.action) : step.action;
      this.#lines.push(`${pad}${number}  ${step.table} ${printable(step.chain ?? '')}${rule}: ${action}${lot}`);
      const meaning = meaningOf(step);
      if (meaning !== undefined) this.#lines.push(`${pad}       ${meaning}`);
      if (step.rule !== undefined) this.#lines.push(dim(`${pad}       ${printable(step.rule)}`));
    }
    const origin = originLine(step.origin);
    if (origin !== undefined) this.#lines.push(`${pad}       ${dim('from')} ${accent(origin)}`);
    const header = packetText(step.packet);
    if (header !== this.#header) this.#lines.push(`${pad}       packet: ${header}`);
    this.#header = header;
  }
}

function jumpTarget(step: Step): string | undefined {
  return step.failed === undefined ? /(?:^|, )(?:jump|goto) (\S+)$/.exec(step.action)?.[1] : undefined;
}

/** Whether the chain a step jumps to had nothing to say: the next step is somewhere else already. */
function isIdleJump(step: Step, next: Step | undefined): boolean {
  const to = jumpTarget(step);
  if (to === undefined) return false;
  return !(
    next &&
    next.chain === to &&
    next.hook === step.hook &&
    next.node === step.node &&
    next.phase === step.phase
  );
}
