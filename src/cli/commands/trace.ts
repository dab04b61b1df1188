import { renderTrace } from '../../render/trace/index.ts';
import { loadPaint } from '../../render/trace/paint.ts';
import { repeatedTraces } from '../../render/trace/repeated.ts';
import { traceData } from '../../render/trace/json.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { runTraces } from '../packet/run-trace.ts';
import { traceWords, type TraceWords } from '../packet/trace-words.ts';

export const run: Run = async (given) => {
  const words = traceWords(given);
  const { context } = words;
  if (words.step) return walkTrace(context, words);
  const results = await runTraces(words);
  const [first] = results;
  if (!first) return 1;
  const { view, all } = words;
  if (view === 'html') {
    if (results.length > 1) throw new UserError('a page shows one request', 2, 'Leave --repeat out, or take another view.'); // prettier-ignore
    const { htmlTrace } = await import('../../render/trace/html.ts');
    context.io.out(htmlTrace(first));
    return first.verdict === 'delivered' ? 0 : 1;
  }
  const paint = await loadPaint(context.globals.color && (view === 'detailed' || view === 'summary'));
  if (results.length === 1) context.io.out(renderTrace(view, first, { all, paint }));
  else if (view === 'json')
    context.io.out(
      `${JSON.stringify(
        results.map((result) => traceData(result, { all })),
        null,
        2,
      )}\n`,
    );
  else if (view === 'detailed' || view === 'summary') context.io.out(repeatedTraces(results, words.every, paint));
  else for (const result of results) context.io.out(renderTrace(view, result, { all }));
  return results.every((result) => result.verdict === 'delivered') ? 0 : 1;
};

/** `trace --step`: the trace in the terminal, one step at a time. */
async function walkTrace(context: CommandContext, words: TraceWords): Promise<number> {
  const { io, globals } = context;
  if (!io.stdoutIsTerminal || !io.stdinIsTerminal || io.env['TERM'] === 'dumb')
    throw new UserError(
      '--step needs a terminal to draw on and a keyboard',
      2,
      'Without one, take the view detailed (the default) or the page of -o html.',
    );
  if (words.repeat > 1) throw new UserError('--step walks one request', 2, 'Leave --repeat out.');
  const [result] = await runTraces({ ...words, explain: true });
  if (!result) return 1;
  const { stepThrough } = await import('../../tui/main.tsx');
  return stepThrough(result, { color: globals.color });
}
