import type { ModeStats, Workload } from '../trace/stats/stats.ts';
import { tableText } from './kubectl/table.ts';

/** How one mode stands at several numbers of Services. */
export interface Growth {
  readonly services: number;
  readonly stats: readonly ModeStats[];
}

export interface StatsView {
  readonly node: string;
  readonly kubeVersion: string;
  /** The mode that kube-proxy runs in. */
  readonly running: string;
  readonly workload: Workload;
  readonly modes: readonly ModeStats[];
  /** Endpoints of each Service in the growth part. */
  readonly endpoints: number;
  readonly growth: readonly Growth[];
  /** Characters the terminal is wide. */
  readonly columns: number;
}

/** What each proxy mode costs on the node, and how that grows: two tables and a plot of the search for a Service. */
export function statsText(view: StatsView): string {
  const { workload, node, kubeVersion, running } = view;
  const head = `${node}, kube-proxy ${kubeVersion} in ${running} mode: ${count(workload.services, 'Service')}, ${count(workload.ports, 'port')}, ${count(workload.endpoints, 'endpoint')}\n\n`;
  const parts = [head, modesTable(view)];
  if (view.growth.length > 0) {
    parts.push(
      `\nWith N Services of ${count(view.endpoints, 'endpoint')} each, one port:\n\n`,
      growthTable(view.growth),
      '\n',
      plot(view.growth, view.columns),
    );
  }
  return parts.join('');
}

function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}

function modesTable({ modes, running }: StatsView): string {
  const rows = modes.map((one) => [
    one.mode === running ? `${one.mode} *` : one.mode,
    String(one.chains),
    String(one.rules),
    orNone(one.sets),
    orNone(one.entries),
    orNone(one.virtualServers),
    orNone(one.realServers),
    one.matches ? `${short(one.matches.min)} / ${short(one.matches.mean)} / ${short(one.matches.max)}` : '-',
  ]);
  const names = [
    'MODE',
    'CHAINS',
    'RULES',
    'SETS',
    'ENTRIES',
    'VIRTUAL SERVERS',
    'REAL SERVERS',
    'TRIED UNTIL A HIT (MIN/MEAN/MAX)',
  ];
  return tableText([names, ...rows]);
}

const orNone = (value: number): string => (value === 0 ? '-' : String(value));

/** 7, 9.3, 10005 */
function short(value: number): string {
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

function growthTable(growth: readonly Growth[]): string {
  const modes = growth[0]?.stats.map(({ mode }) => mode) ?? [];
  const names = [
    'N',
    ...modes.map((mode) => `${mode.toUpperCase()} RULES`),
    'SET ENTRIES',
    'VIRTUAL SERVERS',
    ...modes.map((mode) => `${mode.toUpperCase()} TRIED`),
  ];
  const rows = growth.map(({ services, stats }) => [
    String(services),
    ...stats.map(({ rules }) => String(rules)),
    stats
      .map(({ entries }) => entries)
      .filter((entries) => entries > 0)
      .join(' / ') || '-',
    orNone(Math.max(...stats.map(({ virtualServers }) => virtualServers))),
    ...stats.map(({ matches }) => (matches ? short(matches.mean) : '-')),
  ]);
  return tableText([names, ...rows]);
}

/** About so many lines, and as many for each power of ten. */
const HEIGHT = 12;
const MARKS = ['#', 'o', '+', 'x'];

/** Rules and look-ups tried (mean) over the number of Services, both on logarithmic scales. Where modes meet, the first one's mark stands. */
function plot(growth: readonly Growth[], columns: number): string {
  const modes = growth[0]?.stats.map(({ mode }) => mode) ?? [];
  const points = modes.flatMap((_, index) =>
    growth.flatMap(({ services, stats }) => {
      const mean = stats[index]?.matches?.mean;
      return mean === undefined ? [] : [{ index, x: Math.log10(services), y: Math.log10(mean) }];
    }),
  );
  if (points.length === 0) return '';
  const width = Math.max(20, Math.min(60, columns - 14));
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const top = Math.max(1, Math.ceil(Math.max(...points.map(({ y }) => y))));
  const height = top * Math.max(2, Math.floor(HEIGHT / top)) + 1;
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => ' '));
  const column = (x: number): number => (right === left ? 0 : Math.round(((x - left) / (right - left)) * (width - 1)));
  const row = (y: number): number => height - 1 - Math.round((Math.max(0, y) / top) * (height - 1));
  for (const [index] of modes.entries()) {
    const own = points.filter((point) => point.index === index);
    for (const [i, point] of own.entries())
      drawLine(grid, own[i - 1] ?? point, point, { column, row, mark: MARKS[index] ?? '?' });
  }
  const label = (line: number): string => {
    const power = ((height - 1 - line) / (height - 1)) * top;
    return Number.isInteger(power) ? String(10 ** power).padStart(8) : ' '.repeat(8);
  };
  const body = grid.map((cells, line) => `${label(line)} |${cells.join('').trimEnd()}\n`).join('');
  const first = String(growth[0]?.services ?? '');
  const last = String(growth.at(-1)?.services ?? '');
  const axis = `${' '.repeat(9)}+${'-'.repeat(width)}\n${' '.repeat(10)}${first}${last.padStart(width - first.length)}  Services\n`;
  const legend = modes.map((mode, index) => `${MARKS[index]} ${mode}`).join('   ');
  return `Rules and look-ups tried until a hit (mean, logarithmic): ${legend}\n${body}${axis}`;
}

interface Pen {
  readonly column: (x: number) => number;
  readonly row: (y: number) => number;
  readonly mark: string;
}

function drawLine(
  grid: string[][],
  from: { x: number; y: number },
  to: { x: number; y: number },
  { column, row, mark }: Pen,
): void {
  const [start, end] = [column(from.x), column(to.x)];
  for (let at = start; at <= end; at++) {
    const share = end === start ? 1 : (at - start) / (end - start);
    const cells = grid[row(from.y + (to.y - from.y) * share)];
    if (cells?.[at] === ' ') cells[at] = mark;
  }
}
