import type { TraceResult } from '../../trace/trace.ts';
import type { Step } from '../../trace/tree.ts';
import { escaped } from './html-escape.ts';
import type { Stop } from './html-stop.ts';
import { HOOK_NAMES } from './story.ts';
import { endpointText } from './text.ts';

/** Where a stop lies on the map. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Id of the row's box on the map. */
  readonly row: string;
}

export interface TraceMap {
  readonly svg: string;
  /** One for each stop. */
  readonly spots: readonly Spot[];
}

const WIDTH = 380;
const OUT = 24;
const BACK = WIDTH - OUT;
const LEFT = 44;
const LINE = 15;
/** Characters of a label that fit between the two lines: words, and names in letters of one width. */
const FITS = 42;
const NAME_FITS = 35;

type RowKind = 'chain' | 'route' | 'pod' | 'host' | 'other-pod' | 'client' | 'dns';

interface Row {
  readonly key: string;
  readonly kind: RowKind;
  readonly lines: readonly string[];
  readonly title: string;
  /** For pods of other ways: the way that leads there. */
  readonly way?: number;
}

interface Stage {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  readonly rows: Row[];
}

interface Group {
  readonly key: string;
  readonly label: string;
  readonly stages: Stage[];
}

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

class Chart {
  readonly groups: Group[] = [];
  #last: { stage: Stage; row: Row } | undefined;

  group(node: string, label = node === '' ? 'outside the cluster' : node): Group {
    const key = `node ${node}`;
    let group = this.groups.find((each) => each.key === key);
    if (!group) this.groups.push((group = { key, label, stages: [] }));
    return group;
  }

  /** The same, but a packet that leaves the cluster again goes on to the outside below, not back to where it began. */
  onward(node: string): Group {
    const key = 'node beyond';
    const first = this.groups.at(-1);
    const again = node === '' && first !== undefined && first.key !== 'node ' && this.groups.some((each) => each.key === 'node '); // prettier-ignore
    if (!again) return this.group(node);
    if (first.key !== key) this.groups.push({ key, label: 'outside the cluster', stages: [] });
    return this.groups.at(-1) ?? first;
  }

  /** Puts a row where the line that leads to it goes on: below the last one, on the way back above it. */
  put(group: Group, stage: Omit<Stage, 'rows'>, row: Row, back: boolean): string {
    const last = this.#last && group.stages.includes(this.#last.stage) ? this.#last : undefined;
    let place = group.stages.find((each) => each.key === stage.key);
    if (!place) {
      place = { ...stage, rows: [] };
      const at = back && last ? group.stages.indexOf(last.stage) : group.stages.length;
      group.stages.splice(at, 0, place);
    }
    let there = place.rows.find((each) => each.key === row.key);
    if (!there) {
      there = row;
      const at = last?.stage === place ? place.rows.indexOf(last.row) + (back ? 0 : 1) : place.rows.length;
      place.rows.splice(at, 0, row);
    }
    this.#last = { stage: place, row: there };
    return `${group.key}|${place.key}|${there.key}`;
  }
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

function clipped(text: string, most = NAME_FITS): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** At most three lines of words. */
function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= FITS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clipped(word, FITS));
  }
  return lines.length > 3 ? [...lines.slice(0, 2), `${(lines[2] ?? '').slice(0, FITS)}…`] : lines;
}

class Drawing {
  readonly #parts: string[] = [];
  readonly #places = new Map<string, { y: number; id: string }>();
  readonly #id: string;
  readonly #chart: Chart;
  #y = 4;

  constructor(chart: Chart, id: string) {
    this.#chart = chart;
    this.#id = id;
  }

  draw(stops: readonly Stop[], keys: readonly string[]): TraceMap {
    for (const group of this.#chart.groups) this.#group(group);
    const spots = stops.map((stop, i): Spot => {
      const place = this.#places.get(keys[i] ?? '');
      return { x: stop.back ? BACK : OUT, y: place?.y ?? 0, row: place?.id ?? '' };
    });
    const end = spots.findLastIndex((_, i) => !stops[i]?.back);
    const lines = [this.#line(spots.filter((_, i) => !stops[i]?.back), 'out')]; // prettier-ignore
    const back = spots.filter((_, i) => stops[i]?.back);
    const turning = spots[end];
    if (back.length > 0 && turning) lines.push(this.#line([{ ...turning, x: BACK }, ...back], 'back'));
    const dots = spots.map(({ x, y }, i) => `<circle class="dot ${stops[i]?.back ? 'back' : 'out'}${i === end ? ` end ${stops[i]?.tone ?? ''}` : ''}" cx="${x}" cy="${y}" r="${i === end ? 7 : 4.5}"/>`); // prettier-ignore
    const svg = `<svg class="map" viewBox="0 0 ${WIDTH} ${this.#y}" width="${WIDTH}" height="${this.#y}" role="img" aria-label="The way of the packet through hosts, chains and pods; the list of steps tells the same in words">${this.#parts.join('')}${lines.join('')}${dots.join('')}<g class="packet" aria-hidden="true"><circle r="10"/><path d="M-5-3.5h10v7h-10zl5 4 5-4"/></g></svg>`;
    return { svg, spots };
  }

  #line(spots: readonly Spot[], kind: string): string {
    return `<polyline class="line ${kind}" points="${spots.map(({ x, y }) => `${x},${y}`).join(' ')}"/>`;
  }

  #group(group: Group): void {
    const top = this.#y;
    const at = this.#parts.push('') - 1;
    this.#y += 24;
    this.#parts.push(
      `<text class="place-name" x="${LEFT}" y="${top + 17}">${escaped(clipped(group.label, FITS))}</text>`,
    );
    for (const stage of group.stages) this.#stage(group, stage);
    this.#parts[at] =
      `<rect class="group" x="4" y="${top}" width="${WIDTH - 8}" height="${this.#y - top + 4}" rx="12"/>`;
    this.#y += 16;
  }

  #stage(group: Group, stage: Stage): void {
    const top = this.#y;
    const at = this.#parts.push('') - 1;
    if (stage.label !== '') {
      this.#parts.push(`<text class="hook" x="${LEFT + 8}" y="${top + 16}">${escaped(stage.label)}<tspan class="note" dx="6">${escaped(stage.note)}</tspan></text>`); // prettier-ignore
      this.#y += 23;
    }
    for (const row of stage.rows) this.#row(`${group.key}|${stage.key}|${row.key}`, row, stage.label === '' ? 0 : 8);
    if (stage.label === '') return;
    this.#parts[at] =
      `<rect class="stage" x="${LEFT}" y="${top}" width="${WIDTH - 2 * LEFT}" height="${this.#y - top + 3}" rx="8"/>`;
    this.#y += 8;
  }

  #row(key: string, row: Row, inset: number): void {
    const height = row.lines.length * LINE + 9;
    const x = LEFT + inset;
    const id = `${this.#id}-${this.#places.size}`;
    const way = row.way === undefined ? '' : ` data-way="${row.way}"`;
    const text = row.lines.map((line, i) => `<text x="${x + 10}" y="${this.#y + 16 + i * LINE}"${i > 0 ? ' class="more"' : ''}>${escaped(line)}</text>`); // prettier-ignore
    this.#parts.push(`<g class="row ${row.kind}" id="${id}"${way}><title>${escaped(row.title)}</title><rect x="${x}" y="${this.#y}" width="${WIDTH - 2 * x}" height="${height}" rx="6"/>${text.join('')}</g>`); // prettier-ignore
    this.#places.set(key, { y: this.#y + height / 2, id });
    this.#y += height + 5;
  }
}
