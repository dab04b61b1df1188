import { AGE, ageOf, column, NAME, type Cell, type RowContext, type TableLayout } from '../column.ts';
import { age } from '../duration.ts';
import { fields, items, text, type Fields } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';
import { podSummary } from './summary.ts';

/** `kubectl get pods`: upstream's printPod. */
export const podTable: TableLayout = {
  columns: [
    NAME,
    column('Ready', 'How many of the containers are ready.'),
    column('Status', 'What the pod is doing, or what keeps it from running.'),
    column('Restarts', 'How often containers were started again, and when that last happened.'),
    AGE,
    column('IP', 'The first address of the pod.', { wide: true }),
    column('Node', 'Where the pod runs.', { wide: true }),
    column('Nominated Node', 'Where the pod will run once others have made room.', { wide: true }),
    column('Readiness Gates', 'How many of the extra readiness conditions are true.', { wide: true }),
  ],
  row: podRow,
};

function podRow(pod: KubeObject, context: RowContext): Cell[] {
  const spec = fields(pod['spec']);
  const status = fields(pod['status']);
  const summary = podSummary(pod);
  const restarts =
    summary.restarts > 0 && summary.lastRestart !== undefined && context.kubeVersion !== '1.20'
      ? `${summary.restarts} (${age(summary.lastRestart, context.now)} ago)`
      : `${summary.restarts}`;
  return [
    pod.metadata.name,
    `${summary.ready}/${summary.containers}`,
    summary.reason,
    restarts,
    ageOf(pod, context),
    text(fields(items(status['podIPs'])[0])['ip']) || text(status['podIP']) || '<none>',
    text(spec['nodeName']) || '<none>',
    text(status['nominatedNodeName']) || '<none>',
    readinessGates(spec, status),
  ];
}

function readinessGates(spec: Fields, status: Fields): string {
  const gates = items(spec['readinessGates']).map((gate) => text(fields(gate)['conditionType']));
  if (gates.length === 0) return '<none>';
  const conditions = items(status['conditions']).map(fields);
  const met = gates.filter((gate) => conditions.find(({ type }) => type === gate)?.['status'] === 'True');
  return `${met.length}/${gates.length}`;
}
