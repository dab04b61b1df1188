import { AGE, ageOf, column, NAME, shortened, type TableLayout } from '../column.ts';
import { fields, items, text, texts } from '../go-value.ts';

const MOST_SHOWN = 3;

/** `kubectl get endpointslices`: upstream's printEndpointSlice. */
export const endpointSliceTable: TableLayout = {
  columns: [
    NAME,
    column('AddressType', 'The kind of addresses in this slice.'),
    column('Ports', 'Ports that every endpoint of this slice offers.'),
    column('Endpoints', 'Addresses, ready or not.'),
    AGE,
  ],
  row: (slice, context) => [
    slice.metadata.name,
    text(slice['addressType']),
    portsText(items(slice['ports'])),
    endpointsText(items(slice['endpoints'])),
    ageOf(slice, context),
  ],
};

function portsText(ports: readonly unknown[]): string {
  const shown = ports.map((entry) => {
    const { port, name } = fields(entry);
    if (typeof port === 'number') return `${port}`;
    return typeof name === 'string' ? name : '*';
  });
  return shortened(shown, MOST_SHOWN) || '<unset>';
}

function endpointsText(endpoints: readonly unknown[]): string {
  const addresses = endpoints.flatMap((endpoint) => texts(fields(endpoint)['addresses']));
  return shortened(addresses, MOST_SHOWN) || '<unset>';
}
