import { printable } from '../render/trace/text.ts';
import type { ServiceRow } from './service-rows.ts';

/** What the sign before a Service says: looked at and sound, something is wrong, worth a look, or not looked at yet. */
export type Mark = '✗' | '!' | ' ' | '…' | '?';

interface Column {
  readonly title: string;
  readonly text: (row: ServiceRow, ready: string) => string;
  /** Longer texts are cut. */
  readonly most: number;
  /** Not cut further than this. */
  readonly least: number;
  /** Narrow terminals do without the columns of the highest numbers; 0 stays. */
  readonly spare: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'NAMESPACE', text: (row) => row.namespace, most: 20, least: 9, spare: 2 },
  { title: 'NAME', text: (row) => row.name, most: 40, least: 10, spare: 0 },
  { title: 'TYPE', text: (row) => row.type, most: 12, least: 12, spare: 4 },
  { title: 'ADDRESS', text: (row) => row.address, most: 40, least: 15, spare: 3 },
  { title: 'PORTS', text: (row) => row.ports, most: 30, least: 6, spare: 5 },
  { title: 'READY', text: (_, ready) => ready, most: 11, least: 11, spare: 1 },
];
const READY_WIDTH = 7;

/** Which columns a list of Services has in a terminal, and how wide they are. */
export interface Layout {
  readonly columns: readonly { readonly column: Column; readonly width: number }[];
}

/** The columns that fit, two signs left for mark and cursor. What is too long is cut; where that is not enough, columns go. */
export function layoutOf(rows: readonly ServiceRow[], width: number): Layout {
  const wanted = COLUMNS.map((column) => ({ column, width: column.title === 'READY' ? READY_WIDTH : naturalWidth(column, rows) })); // prettier-ignore
  let columns = wanted;
  const total = (): number => columns.reduce((sum, each) => sum + each.width + 2, 1);
  for (;;) {
    const over = total() - width;
    if (over <= 0) return { columns };
    const squeezed = squeeze(columns, over);
    if (squeezed) return { columns: squeezed };
    const spare = Math.max(...columns.map(({ column }) => column.spare));
    if (spare === 0) return { columns: columns.map((each) => ({ ...each, width: Math.max(1, width - 3) })) };
    columns = columns.filter(({ column }) => column.spare !== spare);
  }
}

function naturalWidth(column: Column, rows: readonly ServiceRow[]): number {
  const longest = rows.reduce((most, row) => Math.max(most, column.text(row, '').length), column.title.length);
  return Math.min(longest, column.most);
}

/** The widest column gives, down to a width at which its texts still tell something. */
function squeeze(columns: Layout['columns'], over: number): Layout['columns'] | undefined {
  const widths = columns.map(({ width }) => width);
  const least = columns.map(({ column, width }) => Math.min(width, column.least));
  for (let left = over; left > 0; left--) {
    const room = widths.map((width, i) => width - (least[i] ?? 0));
    const give = room.indexOf(Math.max(...room));
    if ((room[give] ?? 0) <= 0) return undefined;
    widths[give] = (widths[give] ?? 1) - 1;
  }
  return columns.map((each, i) => ({ ...each, width: widths[i] ?? each.width }));
}

/** The line over the list. */
export function titleLine({ columns }: Layout): string {
  return `   ${columns.map(({ column, width }) => fitted(column.title, width)).join('  ')}`.trimEnd();
}

/** A Service as a line of the list. */
export function serviceLine({ columns }: Layout, row: ServiceRow, ready: string, mark: Mark, chosen: boolean): string {
  const cells = columns.map(({ column, width }) => fitted(printable(column.text(row, ready)), width));
  return `${chosen ? '>' : ' '}${mark} ${cells.join('  ')}`.trimEnd();
}

function fitted(text: string, width: number): string {
  return text.length <= width ? text.padEnd(width) : `${text.slice(0, width - 1)}…`;
}
