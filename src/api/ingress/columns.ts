import { AGE, ageOf, column, NAME, type TableLayout } from '../column.ts';
import { fields, items, text } from '../go-value.ts';
import { loadBalancerText } from '../service/columns.ts';

const MOST_SHOWN = 3;

/** `kubectl get ingresses`: upstream's printIngress. */
export const ingressTable: TableLayout = {
  columns: [
    NAME,
    column('Class', 'Which controller serves this Ingress.'),
    column('Hosts', 'Host names of the rules.'),
    column('Address', 'Where the controller listens.'),
    column('Ports', 'Ports of plain and encrypted traffic.'),
    AGE,
  ],
  row: (ingress, context) => {
    const spec = fields(ingress['spec']);
    return [
      ingress.metadata.name,
      text(spec['ingressClassName']) || '<none>',
      hostsText(items(spec['rules'])),
      loadBalancerText(fields(ingress['status'])['loadBalancer']),
      items(spec['tls']).length > 0 ? '80, 443' : '80',
      ageOf(ingress, context),
    ];
  },
};

/** Upstream counts the rules that are left over, whether or not they name a host. */
function hostsText(rules: readonly unknown[]): string {
  const shown: string[] = [];
  let isCut = false;
  for (const rule of rules) {
    if (shown.length === MOST_SHOWN) isCut = true;
    const host = text(fields(rule)['host']);
    if (!isCut && host !== '') shown.push(host);
  }
  if (shown.length === 0) return '*';
  return isCut ? `${shown.join(',')} + ${rules.length - MOST_SHOWN} more...` : shown.join(',');
}
