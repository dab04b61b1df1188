import type { TraceResult } from '../../trace/trace.ts';
import type { Outcome, Step } from '../../trace/tree.ts';
import { endText, printable } from './text.ts';

/**
 * The trace in as few words as tell two apart: for regression tests. The format is promised: one line a DNS question, one a step
 * (node, table and chain or layer, action), one an outcome. New kinds of steps may come, these words do not change.
 */
export function minimalTrace(result: TraceResult, options: { readonly all?: boolean } = {}): string {
  const { source, dns, paths, shown } = result;
  const lines = [`from ${source.kind} ${source.ip}`];
  for (const hop of dns)
    lines.push(`dns ${hop.query} ${hop.type} ${hop.rcode}${hop.answers.length > 0 ? ` ${hop.answers.join(' ')}` : ''}`);
  const chosen = options.all ? paths : paths.slice(shown, shown + 1);
  for (const [index, path] of chosen.entries()) {
    if (options.all && paths.length > 1) lines.push(`way ${index + 1} ${path.probability.toFixed(6)}`);
    for (const step of path.steps) if (step.failed === undefined) lines.push(stepLine(step));
  }
  for (const outcome of result.outcomes) lines.push(outcomeLine(outcome));
  return `${lines.map(printable).join('\n')}\n`;
}

function stepLine(step: Step): string {
  const where = step.table === undefined ? step.layer : `${step.table} ${step.chain ?? ''}`;
  const reply = step.phase === 'reply' ? 'reply ' : '';
  return `${reply}${step.node === '' ? '-' : step.node} ${where}: ${step.brief ?? step.action}`;
}

function outcomeLine(outcome: Outcome): string {
  const { verdict, reason, probability, endpoint, sourceSeen } = outcome;
  const to = endpoint ? ` ${endpoint.pod ?? '-'} ${endText(endpoint.ip, endpoint.port)}` : '';
  return `${verdict} ${reason} ${probability.toFixed(6)}${to}${sourceSeen === undefined ? '' : ` seen ${sourceSeen}`}`;
}
