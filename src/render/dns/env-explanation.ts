import type { EnvExplanation } from '../../discovery/env/explanation.ts';

/** A table: which Service gave how many variables, and why. */
export function explanationText(explanations: readonly EnvExplanation[]): string {
  const rows = [
    ['SERVICE', 'VARIABLES', 'REASON', 'WHY'],
    ...explanations.map(({ service, variables, reason, text }) => [service, String(variables), reason, text]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `${row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i] ?? 0) : cell)).join('   ')}\n`)
    .join('');
}
