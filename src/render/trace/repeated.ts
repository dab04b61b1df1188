import type { TraceResult } from '../../trace/trace.ts';
import { PLAIN, type Paint } from './paint.ts';
import { colourOf, headLine } from './summary.ts';
import { outcomeText, printable } from './text.ts';

/** Several requests of one client, one line each, and how they were spread over the endpoints. */
export function repeatedTraces(results: readonly TraceResult[], everySeconds: number, paint: Paint = PLAIN): string {
  const [first] = results;
  if (!first) return '';
  const lines = [headLine(first, paint), ''];
  const counts = new Map<string, number>();
  for (const [index, result] of results.entries()) {
    const outcome = result.paths[result.shown]?.outcome;
    if (!outcome) continue;
    const text = printable(outcomeText(outcome));
    counts.set(text, (counts.get(text) ?? 0) + 1);
    const moment = everySeconds === 0 ? '' : paint.dim(` +${index * everySeconds}s`);
    if (results.length <= 100)
      lines.push(`${String(index + 1).padStart(4)}${moment}  ${colourOf(outcome.verdict, paint)(text)}`);
  }
  lines.push('', `${results.length} requests:`);
  for (const [text, count] of [...counts].sort((a, b) => b[1] - a[1]))
    lines.push(`  ${String(count).padStart(6)}  ${text}`);
  return `${lines.join('\n')}\n`;
}
