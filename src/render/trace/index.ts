import type { TraceResult } from '../../trace/trace.ts';
import { detailedTrace } from './detailed.ts';
import { dotTrace } from './dot.ts';
import { traceData } from './json.ts';
import { mermaidTrace } from './mermaid.ts';
import { minimalTrace } from './minimal.ts';
import { PLAIN, type Paint } from './paint.ts';
import { summaryTrace } from './summary.ts';

export const TRACE_VIEWS = ['detailed', 'summary', 'minimal', 'json', 'mermaid', 'dot'] as const;
export type TraceView = (typeof TRACE_VIEWS)[number];

/** A trace in one of its views. */
export function renderTrace(
  view: TraceView,
  result: TraceResult,
  options: { readonly all?: boolean; readonly paint?: Paint } = {},
): string {
  const { all = false, paint = PLAIN } = options;
  switch (view) {
    case 'detailed':
      return detailedTrace(result, { all, paint });
    case 'summary':
      return summaryTrace(result, paint);
    case 'minimal':
      return minimalTrace(result, { all });
    case 'json':
      return `${JSON.stringify(traceData(result, { all }), null, 2)}\n`;
    case 'mermaid':
      return mermaidTrace(result);
    case 'dot':
      return dotTrace(result);
  }
}
