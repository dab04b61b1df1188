import type { Matrix } from '../../diagnose/matrix.ts';
import type { Paint } from '../trace/paint.ts';
import { printable } from '../trace/text.ts';
import { isTrouble, matrixCells } from './matrix.ts';

/** The matrix as a drawn table, for terminals: long cells are wrapped to `columns`. */
export async function matrixBox(matrix: Matrix, columns: number, paint: Paint): Promise<string> {
  const { default: Table } = await import('cli-table3');
  const { heads, rows, legend } = matrixCells(matrix);
  // The frame takes a character before each column and one at the end; cli-table3 counts a cell's padding as its own.
  const share = Math.floor((columns - heads.length - 1) / heads.length);
  const widest = (column: number): number => Math.max(...[heads, ...rows].map((row) => (row[column] ?? '').length)) + 2;
  const table = new Table({
    head: heads.map((head) => paint.strong(printable(head))),
    colWidths: heads.map((_, column) => Math.max(8, Math.min(widest(column), share))),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    table.push(row.map((cell, i) => (i > 0 && isTrouble(cell) ? paint.bad(printable(cell)) : printable(cell))));
  }
  return `${table.toString()}\n${legend.map((text) => `${paint.dim(text)}\n`).join('')}`;
}
