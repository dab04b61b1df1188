import type { Outcome } from '../trace/tree.ts';
import { type Matrix, type MatrixCell } from './matrix.ts';

/** What became different for one flow between two clusters. */
export interface Difference {
  readonly source: string;
  readonly target: string;
  /** `appeared` and `vanished`: the flow exists on one side only. */
  readonly kind: 'appeared' | 'vanished' | 'verdict' | 'endpoints' | 'source-seen' | 'probability';
  readonly before: string;
  readonly after: string;
}

/** The flows that differ between two matrices, the gravest difference of each. */
export function compareMatrices(before: Matrix, after: Matrix): Difference[] {
  const [left, right] = [flowsOf(before), flowsOf(after)];
  const differences: Difference[] = [];
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    const [source = '', target = ''] = key.split('\n');
    const [a, b] = [left.get(key), right.get(key)];
    if (!a && b) differences.push({ source, target, kind: 'appeared', before: 'none', after: verdictText(b) });
    else if (a && !b) differences.push({ source, target, kind: 'vanished', before: verdictText(a), after: 'none' });
    else if (a && b) {
      const found = differenceOf(a, b);
      if (found) differences.push({ source, target, ...found });
    }
  }
  return differences;
}

function flowsOf(matrix: Matrix): Map<string, MatrixCell> {
  const flows = new Map<string, MatrixCell>();
  for (const [i, source] of matrix.sources.entries())
    for (const [j, target] of matrix.targets.entries()) {
      const cell = matrix.cells[i]?.[j];
      if (cell) flows.set(`${source.name}\n${target.name}`, cell);
    }
  return flows;
}

function differenceOf(a: MatrixCell, b: MatrixCell): Pick<Difference, 'kind' | 'before' | 'after'> | undefined {
  const facets: readonly (readonly [Difference['kind'], (cell: MatrixCell) => string])[] = [
    ['verdict', verdictText],
    ['endpoints', (cell) => listed(cell, endpointText)],
    ['source-seen', (cell) => listed(cell, (outcome) => `${endpointText(outcome)} sees ${outcome.sourceSeen}`)],
    ['probability', (cell) => listed(cell, (outcome) => `${endpointText(outcome)} ${(outcome.probability * 100).toFixed(2)} %`)], // prettier-ignore
  ];
  for (const [kind, text] of facets) {
    const [before, after] = [text(a), text(b)];
    if (before !== after) return { kind, before, after };
  }
  return undefined;
}

function verdictText(cell: MatrixCell): string {
  const verdicts = [...new Set(cell.outcomes.map((outcome) => (outcome.verdict === 'delivered' ? 'delivered' : `${outcome.verdict} ${outcome.reason}`)))].sort(); // prettier-ignore
  return verdicts.join(' or ');
}

function listed(cell: MatrixCell, text: (outcome: Outcome) => string): string {
  return cell.outcomes.filter((outcome) => outcome.endpoint).map(text).sort().join(', '); // prettier-ignore
}

function endpointText(outcome: Outcome): string {
  const { endpoint } = outcome;
  return endpoint ? `${endpoint.ip}:${endpoint.port}` : '-';
}
