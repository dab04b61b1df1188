import { clipped, FITS, type Chart, type Group, type Row, type Stage } from './html-chart.ts';
import { escaped } from './html-escape.ts';
import type { Stop } from './html-stop.ts';

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
/** Gives every row of a chart its place, and the lines that lead through them. */
export class Drawing {
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
    const svg = `<svg class="map" viewBox="0 0 ${WIDTH} ${this.#y}" width="${WIDTH}" height="${this.#y}" role="img" aria-label="The way of the packet through hosts, chains and pods; the list of steps tells the same in words">${this.#parts.join('')}${lines.join('')}${dots.join('')}<g class="packet" transform="translate(${spots[0]?.x ?? 0},${spots[0]?.y ?? 0})" aria-hidden="true"><circle r="10"/><path d="M-5-3.5h10v7h-10zl5 4 5-4"/></g></svg>`;
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
