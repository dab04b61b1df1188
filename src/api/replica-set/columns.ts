import {
  AGE,
  ageOf,
  column,
  containerCells,
  CONTAINERS,
  IMAGES,
  NAME,
  SELECTOR,
  selectorText,
  type Cell,
  type RowContext,
  type TableLayout,
} from '../column.ts';
import { fields, number } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

/** `kubectl get replicasets`: upstream's printReplicaSet. */
export const replicaSetTable: TableLayout = {
  columns: [
    NAME,
    column('Desired', 'How many pods are wanted.', { type: 'integer' }),
    column('Current', 'How many pods there are.', { type: 'integer' }),
    column('Ready', 'How many pods are ready.', { type: 'integer' }),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  row: replicaSetRow,
};

function replicaSetRow(replicaSet: KubeObject, context: RowContext): Cell[] {
  const spec = fields(replicaSet['spec']);
  const status = fields(replicaSet['status']);
  return [
    replicaSet.metadata.name,
    number(spec['replicas']),
    number(status['replicas']),
    number(status['readyReplicas']),
    ageOf(replicaSet, context),
    ...containerCells(fields(spec['template'])['spec']),
    selectorText(spec['selector']),
  ];
}
