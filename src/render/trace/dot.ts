import type { TraceResult } from '../../trace/trace.ts';
import { traceGraph } from './graph.ts';

/** The tree of a trace for Graphviz. */
export function dotTrace(result: TraceResult): string {
  const { boxes, arrows, groups } = traceGraph(result);
  const lines = ['digraph trace {', '  rankdir=TB;', '  node [shape=box, fontname="monospace", fontsize=10];'];
  const colours = { source: 'lightblue', step: 'white', delivered: 'palegreen', failed: 'lightpink', doubt: 'khaki' };
  for (const { id, kind, lines: text } of boxes)
    lines.push(`  ${id} [label=${quoted(text.join('\n'))}, style=filled, fillcolor=${colours[kind]}];`);
  for (const [index, group] of groups.entries())
    lines.push(`  subgraph cluster_${index} { label=${quoted(group.name)}; ${group.boxes.join('; ')}; }`);
  for (const { from, to, label } of arrows)
    lines.push(`  ${from} -> ${to}${label === '' ? '' : ` [label=${quoted(label)}]`};`);
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\l')}"`;
}
