import { adviceOf } from '../../diagnose/reasons.ts';
import type { TraceResult } from '../../trace/trace.ts';
import type { Verdict } from '../../trace/tree.ts';
import { PLAIN, type Paint } from './paint.ts';
import { endText, originLine, outcomeText, percent, printable } from './text.ts';

/** The trace in a few lines: who asked what, what became of it, every possible end, and what to do if it failed. */
export function summaryTrace(result: TraceResult, paint: Paint = PLAIN): string {
  const lines = [headLine(result, paint), ...resultLines(result, paint)];
  return `${lines.join('\n')}\n`;
}

/** `curl 10.96.0.10:8090   from pod default/client (10.244.1.7 on node1)` */
export function headLine(result: TraceResult, paint: Paint): string {
  const { source, request } = result;
  const pod = source.kind === 'pod' ? `${source.namespace}/${source.name}` : source.name;
  const who =
    source.kind === 'pod'
      ? `pod ${pod === `${source.namespace}/throwaway` ? 'throwaway' : pod}`
      : source.kind === 'node'
        ? `node ${source.name}`
        : source.kind === 'load-balancer'
          ? 'a load balancer outside'
          : 'a client outside';
  const at = [source.ip, source.kind === 'pod' && source.node ? `on ${source.node}` : ''].filter(Boolean).join(' ');
  const assumed = source.assumed === undefined ? '' : paint.dim(` [${source.assumed}]`);
  return `${paint.strong(printable(request.text))}  from ${printable(who)} (${at})${assumed}`;
}

/** Verdict, reason, ends, and for failures where to look and what to do. */
export function resultLines(result: TraceResult, paint: Paint): string[] {
  const lines: string[] = [];
  const { verdict, reason, outcomes } = result;
  const colour = colourOf(verdict, paint);
  const mark = verdict === 'delivered' ? '✓' : verdict === 'undetermined' ? '?' : '✗';
  lines.push(
    verdict === 'delivered'
      ? colour(`${mark} ${printable(result.message)}`)
      : `${colour(`${mark} ${verdict}`)} ${paint.strong(reason)}: ${printable(result.message)}`,
  );
  const shownEnd = result.paths[result.shown]?.outcome;
  if (shownEnd?.sourceSeen !== undefined) lines.push(`  the backend sees the client as ${shownEnd.sourceSeen}`);
  if (shownEnd?.assumed !== undefined)
    lines.push(paint.dim(`  port ${endText('', shownEnd.endpoint?.port ?? 0).slice(1)}: ${shownEnd.assumed}`));
  lines.push(...answerLines(result));
  for (const note of result.notes ?? []) lines.push(`  ${paint.doubt('note:')} ${printable(note)}`);
  if (outcomes.length > 1) {
    lines.push(`  ${outcomes.length} ways it can end:`);
    for (const outcome of outcomes) {
      const paintEnd = colourOf(outcome.verdict, paint);
      lines.push(`    ${percent(outcome.probability).padStart(8)}  ${paintEnd(printable(outcomeText(outcome)))}`);
    }
  }
  if (verdict === 'delivered') return lines;
  const origin = originLine(result.origin);
  if (origin !== undefined) lines.push(`  where: ${paint.accent(origin)}`);
  const text = adviceOf(result);
  if (text.cause !== '') lines.push(`  why:   ${text.cause}`);
  if (text.fix !== '') lines.push(`  fix:   ${text.fix}`);
  return lines;
}

/** What `dig` was told. */
function answerLines({ request, dns }: TraceResult): string[] {
  const last = dns.at(-1);
  if (request.tool !== 'dig' || last === undefined || last.silence !== undefined) return [];
  const answers = last.answers.length > 0 ? last.answers.join(', ') : `${last.rcode}, no record of this type`;
  return [`  the answer to ${printable(last.query)} ${last.type}: ${printable(answers)}`];
}

export function colourOf(verdict: Verdict, paint: Paint): (text: string) => string {
  return verdict === 'delivered' ? paint.good : verdict === 'undetermined' ? paint.doubt : paint.bad;
}
