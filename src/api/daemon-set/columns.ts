import {
  AGE,
  ageOf,
  column,
  containerCells,
  CONTAINERS,
  IMAGES,
  labelsText,
  NAME,
  SELECTOR,
  selectorText,
  type Cell,
  type RowContext,
  type TableLayout,
} from '../column.ts';
import { fields, number } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

/** `kubectl get daemonsets`: upstream's printDaemonSet. */
export const daemonSetTable: TableLayout = {
  columns: [
    NAME,
    column('Desired', 'Nodes that should run the pod.', { type: 'integer' }),
    column('Current', 'Nodes that run the pod and should.', { type: 'integer' }),
    column('Ready', 'Nodes whose pod is ready.', { type: 'integer' }),
    column('Up-to-date', 'Nodes whose pod is made from the newest template.', { type: 'integer' }),
    column('Available', 'Nodes whose pod has been ready for long enough.', { type: 'integer' }),
    column('Node Selector', 'Labels a node must have to run the pod.'),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  row: daemonSetRow,
};

function daemonSetRow(daemonSet: KubeObject, context: RowContext): Cell[] {
  const spec = fields(daemonSet['spec']);
  const status = fields(daemonSet['status']);
  const podSpec = fields(spec['template'])['spec'];
  return [
    daemonSet.metadata.name,
    number(status['desiredNumberScheduled']),
    number(status['currentNumberScheduled']),
    number(status['numberReady']),
    number(status['updatedNumberScheduled']),
    number(status['numberAvailable']),
    labelsText(fields(podSpec)['nodeSelector']),
    ageOf(daemonSet, context),
    ...containerCells(podSpec),
    selectorText(spec['selector']),
  ];
}
