import type { TraceResult } from '../../trace/trace.ts';
import type { Step } from '../../trace/tree.ts';
import { Chart, clipped, wrapped, type Row } from './html-chart.ts';
import { Drawing, type TraceMap } from './html-drawing.ts';
import type { Stop } from './html-stop.ts';
import { HOOK_NAMES } from './story.ts';
import { endpointText } from './text.ts';

/**
 * Draws one way of a trace: hosts under each other, in them the places where the kernel asks rules, the chains it reads there,
 * the pods. The request runs down a line on the left, the answer up one on the right. The same way gives the same drawing.
 */
export function traceMap(result: TraceResult, stops: readonly Stop[], way: number, id: string): TraceMap {
  const chart = new Chart();
  const keys = placeStops(chart, result, stops);
  placeOthers(chart, result, way);
  return new Drawing(chart, id).draw(stops, keys);
}

const PLAIN_STAGE = { label: '', note: '' };

function placeStops(chart: Chart, result: TraceResult, stops: readonly Stop[]): string[] {
  const keys: string[] = [];
  for (const [i, stop] of stops.entries()) {
    if (stop.kind === 'dns') {
      const group = chart.group('dns', 'first, the name is looked up');
      const row: Row = { key: String(i), kind: 'dns', lines: wrapped(stop.title), title: stop.title };
      keys.push(chart.put(group, { key: 'dns', ...PLAIN_STAGE }, row, false));
    } else if (stop.kind === 'start') keys.push(placeClient(chart, result, stop));
    else keys.push(placeStep(chart, stop, i));
  }
  return keys;
}

function placeClient(chart: Chart, result: TraceResult, stop: Stop): string {
  const { source } = result;
  const group = chart.group(source.node ?? '');
  const row: Row = { key: 'client', kind: 'client', lines: wrapped(`${stop.who} ${source.ip}`), title: stop.who };
  return chart.put(group, { key: 'client', ...PLAIN_STAGE }, row, false);
}

function placeStep(chart: Chart, stop: Stop, i: number): string {
  const { step } = stop;
  const back = step.phase === 'reply';
  const group = back ? chart.group(step.node) : chart.onward(step.node);
  if (step.layer === 'deliver') {
    const [kind, lines] = stop.endpoint ? (['pod', podLines(stop.endpoint)] as const) : (['host', wrapped(step.action)] as const); // prettier-ignore
    return chart.put(group, { key: 'pods', ...PLAIN_STAGE }, { key: 'end', kind, lines, title: step.action }, back); // prettier-ignore
  }
  if (step.table === undefined && step.layer !== 'ipvs') {
    const lines = wrapped(step.action);
    return chart.put(group, { key: `step ${i}`, ...PLAIN_STAGE }, { key: 'step', kind: 'route', lines, title: step.action }, back); // prettier-ignore
  }
  const hook = step.hook ?? step.layer;
  const stage = { key: hook, label: hook.toUpperCase(), note: HOOK_NAMES[hook] ?? '' };
  return chart.put(group, stage, chainRow(step, stop), back);
}

function chainRow(step: Step, stop: Stop): Row {
  if (stop.asked.length > 0) {
    const text = stop.asked.length === 1 ? `${stop.asked[0]}: no match` : `${stop.asked.length} chains: no match`;
    return { key: `idle ${stop.asked.join(' ')}`, kind: 'chain', lines: [clipped(text)], title: stop.asked.join(', ') };
  }
  const chain = step.chain ?? step.layer;
  return { key: `${step.table} ${chain}`, kind: 'chain', lines: [clipped(chain)], title: `${step.table ?? ''} ${chain}`.trim() }; // prettier-ignore
}

const MOST_OTHERS = 12;

/** The pods to which other ways lead. */
function placeOthers(chart: Chart, result: TraceResult, way: number): void {
  const own = result.paths[way]?.outcome.endpoint;
  const seen = new Set([own ? endpointText(own) : '']);
  for (const [index, path] of result.paths.entries()) {
    const { endpoint } = path.outcome;
    if (!endpoint || seen.has(endpointText(endpoint)) || seen.size > MOST_OTHERS) continue;
    seen.add(endpointText(endpoint));
    const group = chart.group(endpoint.node ?? '');
    const row: Row = { key: endpointText(endpoint), kind: 'other-pod', lines: podLines(endpointText(endpoint)), title: `another way leads to ${endpointText(endpoint)}`, way: index }; // prettier-ignore
    const pods = group.stages.find((stage) => stage.key === 'pods');
    if (pods) pods.rows.push(row);
    else group.stages.push({ key: 'pods', ...PLAIN_STAGE, rows: [row] });
  }
}

function podLines(text: string): string[] {
  const [name = '', at] = text.split(' (', 2);
  return at === undefined ? [clipped(name)] : [clipped(name), clipped(at.replace(/\)$/, ''))];
}
