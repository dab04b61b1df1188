import type { TraceResult } from '../../trace/trace.ts';
import { branchTree, type Segment, type Step } from '../../trace/tree.ts';
import { outcomeText, percent, printable } from './text.ts';

/** The tree of a trace as boxes and arrows, before any language: what mermaid and dot write down. */
export interface Graph {
  readonly boxes: readonly Box[];
  readonly arrows: readonly { readonly from: string; readonly to: string; readonly label: string }[];
  /** Boxes by host, in order of appearance. */
  readonly groups: readonly { readonly name: string; readonly boxes: readonly string[] }[];
}

export interface Box {
  readonly id: string;
  readonly lines: readonly string[];
  readonly kind: 'source' | 'step' | 'delivered' | 'failed' | 'doubt';
}

/** The graph of all ways of a trace (their requests; the way back is left out). */
export function traceGraph(result: TraceResult): Graph {
  const boxes: Box[] = [];
  const arrows: { from: string; to: string; label: string }[] = [];
  const groups = new Map<string, string[]>();
  const add = (kind: Box['kind'], lines: string[], group?: string): string => {
    const id = `n${boxes.length}`;
    boxes.push({ id, kind, lines: lines.map(printable) });
    if (group !== undefined) {
      const there = groups.get(group);
      if (there) there.push(id);
      else groups.set(group, [id]);
    }
    return id;
  };
  const grow = (segment: Segment, from: string, label: string): void => {
    let [last, text] = [from, label];
    for (const stop of stops(segment.steps)) {
      const id = add('step', stop.lines, stop.node === '' ? undefined : stop.node);
      arrows.push({ from: last, to: id, label: text });
      [last, text] = [id, ''];
    }
    if (segment.end) {
      const { outcome } = segment.end;
      const kind =
        outcome.verdict === 'delivered' ? 'delivered' : outcome.verdict === 'undetermined' ? 'doubt' : 'failed';
      arrows.push({ from: last, to: add(kind, [outcomeText(outcome)]), label: text });
    }
    for (const fork of segment.forks) grow(fork.next, last, percent(fork.probability));
  };
  const { source, request } = result;
  const start = add('source', [`${source.kind} ${source.name}`, source.ip, request.text]);
  grow(branchTree(result.paths.map((path) => ({ ...path, steps: path.steps.filter(isRequest) }))), start, '');
  return { boxes, arrows, groups: [...groups].map(([name, ids]) => ({ name, boxes: ids })) };
}

function isRequest(step: Step): boolean {
  return step.phase === 'request' && step.failed === undefined;
}

/** Steps of one hook in one table are one box. */
function stops(steps: readonly Step[]): { node: string; lines: string[] }[] {
  const found: { node: string; key: string; lines: string[] }[] = [];
  for (const step of steps) {
    const key = `${step.node} ${step.hook ?? step.layer} ${step.table ?? ''}`;
    const last = found.at(-1);
    const line = step.chain === undefined ? step.action : `${step.chain}: ${step.action}`;
    if (last?.key === key) last.lines.push(line);
    else found.push({ node: step.node, key, lines: [step.table === undefined ? step.layer : `${step.hook ?? ''} ${step.table}`.trim(), line] }); // prettier-ignore
  }
  return found;
}
