import { AGE, ageOf, column, NAME, type TableLayout } from '../column.ts';
import { fields, text } from '../go-value.ts';

/** `kubectl get namespaces`: upstream's printNamespace. */
export const namespaceTable: TableLayout = {
  columns: [NAME, column('Status', 'Active, or on its way out.'), AGE],
  row: (namespace, context) => [
    namespace.metadata.name,
    text(fields(namespace['status'])['phase']),
    ageOf(namespace, context),
  ],
};
