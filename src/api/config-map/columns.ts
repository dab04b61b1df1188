import { AGE, ageOf, column, NAME, type TableLayout } from '../column.ts';
import { fields } from '../go-value.ts';

/** `kubectl get configmaps`: upstream's printConfigMap. */
export const configMapTable: TableLayout = {
  columns: [NAME, column('Data', 'How many keys there are, binary ones included.', { type: 'integer' }), AGE],
  row: (map, context) => [
    map.metadata.name,
    Object.keys(fields(map['data'])).length + Object.keys(fields(map['binaryData'])).length,
    ageOf(map, context),
  ],
};
