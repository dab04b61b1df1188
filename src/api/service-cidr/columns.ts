import { AGE, ageOf, column, NAME, type TableLayout } from '../column.ts';
import { fields, texts } from '../go-value.ts';

/** `kubectl get servicecidrs`: upstream's printServiceCIDR. */
export const serviceCidrTable: TableLayout = {
  columns: [NAME, column('CIDRs', 'The ranges that Services get addresses from.'), AGE],
  row: (range, context) => [
    range.metadata.name,
    texts(fields(range['spec'])['cidrs']).join(','),
    ageOf(range, context),
  ],
};
