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

/** `kubectl get deployments`: upstream's printDeployment. */
export const deploymentTable: TableLayout = {
  columns: [
    NAME,
    column('Ready', 'Ready pods of those that are wanted.'),
    column('Up-to-date', 'Pods made from the newest template.', { type: 'integer' }),
    column('Available', 'Pods that have been ready for long enough.', { type: 'integer' }),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  row: deploymentRow,
};

function deploymentRow(deployment: KubeObject, context: RowContext): Cell[] {
  const spec = fields(deployment['spec']);
  const status = fields(deployment['status']);
  return [
    deployment.metadata.name,
    `${number(status['readyReplicas'])}/${number(spec['replicas'])}`,
    number(status['updatedReplicas']),
    number(status['availableReplicas']),
    ageOf(deployment, context),
    ...containerCells(fields(spec['template'])['spec']),
    selectorText(spec['selector']),
  ];
}
