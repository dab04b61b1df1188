import {
  AGE,
  ageOf,
  column,
  labelsText,
  NAME,
  SELECTOR,
  type Cell,
  type RowContext,
  type TableLayout,
} from '../column.ts';
import { fields, items, number, text, texts, type Fields } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

/** `kubectl get services`: upstream's printService. */
export const serviceTable: TableLayout = {
  columns: [
    NAME,
    column('Type', 'How the Service is exposed.'),
    column('Cluster-IP', 'The first virtual address.'),
    column('External-IP', 'Addresses or a name outside the cluster.'),
    column('Port(s)', 'Ports with their node ports and protocols.'),
    AGE,
    SELECTOR,
  ],
  row: serviceRow,
};

function serviceRow(service: KubeObject, context: RowContext): Cell[] {
  const spec = fields(service['spec']);
  return [
    service.metadata.name,
    text(spec['type']),
    texts(spec['clusterIPs'])[0] || text(spec['clusterIP']) || '<none>',
    externalIP(spec, fields(service['status'])),
    items(spec['ports'])
      .map((port) => portText(fields(port)))
      .join(',') || '<none>',
    ageOf(service, context),
    labelsText(spec['selector']),
  ];
}

function portText(port: Fields): string {
  const nodePort = number(port['nodePort']);
  const numbers = nodePort > 0 ? `${number(port['port'])}:${nodePort}` : `${number(port['port'])}`;
  return `${numbers}/${text(port['protocol'])}`;
}

/** Upstream's getServiceExternalIP, which the API server always asks for the long form. */
function externalIP(spec: Fields, status: Fields): string {
  const given = texts(spec['externalIPs']);
  switch (spec['type']) {
    case 'ClusterIP':
    case 'NodePort':
      return given.join(',') || '<none>';
    case 'LoadBalancer': {
      const assigned = loadBalancerText(status['loadBalancer']);
      return [...(assigned === '' ? [] : [assigned]), ...given].join(',') || '<pending>';
    }
    case 'ExternalName':
      return text(spec['externalName']);
    default:
      return '<unknown>';
  }
}

/** The addresses and names of a load balancer, sorted, each once. */
export function loadBalancerText(status: unknown): string {
  const points = items(fields(status)['ingress']).map(fields);
  const names = points.map((point) => text(point['ip']) || text(point['hostname'])).filter((name) => name !== '');
  return [...new Set(names)].sort().join(',');
}
