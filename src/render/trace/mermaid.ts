import type { TraceResult } from '../../trace/trace.ts';
import { traceGraph } from './graph.ts';

/** The tree of a trace as a mermaid flowchart (for Markdown pages that draw it). */
export function mermaidTrace(result: TraceResult): string {
  const { boxes, arrows, groups } = traceGraph(result);
  const lines = ['flowchart TD'];
  const byId = new Map(boxes.map((box) => [box.id, box]));
  const grouped = new Set(groups.flatMap((group) => group.boxes));
  const box = (id: string): string => `${id}["${(byId.get(id)?.lines ?? []).map(escaped).join('<br/>')}"]`;
  for (const { id } of boxes) if (!grouped.has(id)) lines.push(`  ${box(id)}`);
  for (const [index, group] of groups.entries()) {
    lines.push(`  subgraph g${index}["${escaped(group.name)}"]`, ...group.boxes.map((id) => `    ${box(id)}`), '  end');
  }
  for (const { from, to, label } of arrows)
    lines.push(`  ${from} -->${label === '' ? '' : `|"${escaped(label)}"|`} ${to}`);
  const styles = {
    delivered: 'fill:#dfd,stroke:#393',
    failed: 'fill:#fdd,stroke:#933',
    doubt: 'fill:#ffd,stroke:#993',
  };
  for (const [kind, style] of Object.entries(styles)) {
    const ids = boxes.filter((each) => each.kind === kind).map((each) => each.id);
    if (ids.length > 0) lines.push(`  classDef ${kind} ${style}`, `  class ${ids.join(',')} ${kind}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Mermaid's own entities for what would end a label. */
function escaped(text: string): string {
  return text.replace(/[#"<>&]/g, (sign) => `#${sign.charCodeAt(0)};`);
}
