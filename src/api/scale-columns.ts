import { AGE, ageOf, column, NAME, type TableLayout } from './column.ts';
import { fields, number } from './go-value.ts';

/** The scale subresource of workloads. */
export const scaleTable: TableLayout = {
  columns: [
    { ...NAME, format: '' },
    column('Desired', 'Replicas that are wanted.', { type: 'integer' }),
    column('Available', 'Replicas that there are.', { type: 'integer' }),
    AGE,
  ],
  row: (scale, context) => [
    scale.metadata.name,
    number(fields(scale['spec'])['replicas']),
    number(fields(scale['status'])['replicas']),
    ageOf(scale, context),
  ],
};
