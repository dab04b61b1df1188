import { hostPort } from '../../net/address.ts';
import { AGE, ageOf, column, NAME, shortened, type TableLayout } from '../column.ts';
import { fields, items, number, text } from '../go-value.ts';

const MOST_SHOWN = 3;

/** `kubectl get endpoints`: upstream's printEndpoints. */
export const endpointsTable: TableLayout = {
  columns: [NAME, column('Endpoints', 'Ready addresses with their ports.'), AGE],
  row: (endpoints, context) => [
    endpoints.metadata.name,
    endpointsText(items(endpoints['subsets'])),
    ageOf(endpoints, context),
  ],
};

/** Subset by subset, port by port; unready addresses do not show, so a subset may leave nothing at all. */
function endpointsText(subsets: readonly unknown[]): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap((subset) => {
    const { addresses, ports } = fields(subset);
    const hosts = items(addresses).map((address) => text(fields(address)['ip']));
    if (items(ports).length === 0) return hosts;
    return items(ports).flatMap((port) => hosts.map((host) => hostPort(host, number(fields(port)['port']))));
  });
  return shortened(all, MOST_SHOWN);
}
