import type { Difference } from '../../diagnose/compare.ts';
import type { Matrix, MatrixCell } from '../../diagnose/matrix.ts';
import { PLAIN, type Paint } from '../trace/paint.ts';
import { percent, printable } from '../trace/text.ts';

/** The matrix as cells: a row a Service port, a column for all sources that fare alike everywhere; and who those sources are. */
export interface MatrixCells {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly legend: readonly string[];
}

export function matrixCells(matrix: Matrix): MatrixCells {
  const groups = groupedSources(matrix);
  const named = groups.filter((group) => group.names.length > 1 || group.title !== group.names[0]);
  return {
    heads: ['SERVICE', ...groups.map((group) => group.title)],
    rows: matrix.targets.map((target, at) => [target.name, ...groups.map((group) => cellText(matrix.cells[group.first]?.[at]))]), // prettier-ignore
    legend: named.map((group) => printable(`${group.title}: ${group.names.slice(0, 12).join(', ')}${group.names.length > 12 ? ' ...' : ''}`)), // prettier-ignore
  };
}

/** Whether a cell tells of something that does not work. */
export function isTrouble(cell: string): boolean {
  return cell !== 'ok' && cell !== '-';
}

/** The matrix as plain lines, for pipes. */
export function matrixTable(matrix: Matrix, paint: Paint = PLAIN): string {
  const { heads, rows, legend } = matrixCells(matrix);
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, i) => printable(cell).padEnd(widths[i] ?? 0)).join('   ').trimEnd(); // prettier-ignore
  const lines = [paint.strong(line(heads)), ...rows.map((row) => coloured(line(row), row, paint))];
  if (legend.length > 0) lines.push('', ...legend.map((text) => paint.dim(text)));
  return `${lines.join('\n')}\n`;
}

function coloured(text: string, row: readonly string[], paint: Paint): string {
  return row.slice(1).some(isTrouble) ? paint.bad(text) : text;
}

interface Group {
  title: string;
  names: string[];
  readonly first: number;
}

/** Sources of one kind whose cells agree in every row are one column. */
function groupedSources(matrix: Matrix): Group[] {
  const groups = new Map<string, Group>();
  for (const [i, source] of matrix.sources.entries()) {
    const key = `${source.kind} ${matrix.cells[i]?.map(cellText).join('|')}`;
    const known = groups.get(key);
    if (known) known.names.push(source.name);
    else groups.set(key, { title: '', names: [source.name], first: i });
  }
  const counted = new Map<string, number>();
  for (const group of groups.values()) {
    const [only] = group.names;
    const kind = matrix.sources[group.first]?.kind ?? 'pod';
    const word = kind === 'pod' ? 'pods' : kind === 'node' ? 'nodes' : 'outside';
    const number = (counted.get(word) ?? 0) + 1;
    counted.set(word, number);
    group.title = group.names.length === 1 && only ? only : `${group.names.length} ${word}${number > 1 ? ` (${number})` : ''}`; // prettier-ignore
  }
  return [...groups.values()];
}

function cellText(cell: MatrixCell | undefined): string {
  if (!cell) return '-';
  if (cell.verdict === 'delivered') return 'ok';
  return cell.delivered > 0 ? `${percent(cell.delivered)} ok, else ${cell.reason}` : cell.reason;
}

/** The matrix as CSV (RFC 4180): one line a flow. */
export function matrixCsv(matrix: Matrix): string {
  const lines = ['source,service,port,protocol,address,verdict,reason,delivered,backends'];
  for (const [i, source] of matrix.sources.entries())
    for (const [j, target] of matrix.targets.entries()) {
      const cell = matrix.cells[i]?.[j];
      if (!cell) continue;
      const backends = cell.outcomes.flatMap(({ endpoint }) => (endpoint ? [`${endpoint.ip}:${endpoint.port}`] : []));
      lines.push([source.name, target.service, target.port, target.protocol, cell.address, cell.verdict, cell.reason, cell.delivered, backends.join(' ')].map(csvField).join(',')); // prettier-ignore
    }
  return `${lines.join('\r\n')}\r\n`;
}

/** A leading sign that a spreadsheet would run as a formula is defused. */
function csvField(value: string | number): string {
  const text = typeof value === 'string' && /^[=+@-]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** The matrix as data: one object a flow. */
export function matrixData(matrix: Matrix): Record<string, unknown>[] {
  return matrix.sources.flatMap((source, i) =>
    matrix.targets.flatMap((target, j) => {
      const cell = matrix.cells[i]?.[j];
      if (!cell) return [];
      const outcomes = cell.outcomes.map(({ origin: _origin, ...rest }) => rest);
      return [{ source: source.name, service: target.service, port: target.port, protocol: target.protocol, ...cell, outcomes }]; // prettier-ignore
    }),
  );
}

/** The differences between two clusters, a line each. */
export function compareText(differences: readonly Difference[], paint: Paint = PLAIN): string {
  if (differences.length === 0) return 'no flow differs\n';
  const lines = differences.flatMap(({ source, target, kind, before, after }) => [
    `${paint.strong(printable(`${source} -> ${target}`))}  ${kind}`,
    `  ${paint.bad('-')} ${printable(before)}`,
    `  ${paint.good('+')} ${printable(after)}`,
  ]);
  return `${lines.join('\n')}\n${differences.length} flow${differences.length === 1 ? '' : 's'} differ${differences.length === 1 ? 's' : ''}\n`;
}
