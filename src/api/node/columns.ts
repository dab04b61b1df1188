import { AGE, ageOf, column, NAME, type Cell, type RowContext, type TableLayout } from '../column.ts';
import { fields, items, stringEntries, text, type Fields } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

/** `kubectl get nodes`: upstream's printNode. */
export const nodeTable: TableLayout = {
  columns: [
    NAME,
    column('Status', 'Whether the node is ready and takes new pods.'),
    column('Roles', 'Roles that labels give the node.'),
    AGE,
    column('Version', 'The kubelet on the node.'),
    column('Internal-IP', 'The first internal address.', { wide: true }),
    column('External-IP', 'The first external address.', { wide: true }),
    column('OS-Image', 'The operating system.', { wide: true }),
    column('Kernel-Version', 'The kernel, and the architecture it is for.', { wide: true }),
    column('Container-Runtime', 'What runs the containers.', { wide: true }),
  ],
  row: nodeRow,
};

function nodeRow(node: KubeObject, context: RowContext): Cell[] {
  const status = fields(node['status']);
  const info = fields(status['nodeInfo']);
  return [
    node.metadata.name,
    statusText(node, status),
    rolesOf(node).join(',') || '<none>',
    ageOf(node, context),
    text(info['kubeletVersion']),
    addressOf(status, 'InternalIP'),
    addressOf(status, 'ExternalIP'),
    text(info['osImage']) || '<unknown>',
    kernelText(info, context),
    text(info['containerRuntimeVersion']) || '<unknown>',
  ];
}

function statusText(node: KubeObject, status: Fields): string {
  const ready = items(status['conditions'])
    .map(fields)
    .find(({ type }) => type === 'Ready');
  const words = [ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (fields(node['spec'])['unschedulable'] === true) words.push('SchedulingDisabled');
  return words.join(',');
}

/** The roles of a node, sorted, from both ways to label them. */
export function rolesOf(node: KubeObject): string[] {
  const roles = stringEntries(node.metadata.labels).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_PREFIX)) return [key.slice(ROLE_PREFIX.length)];
    return key === ROLE_LABEL ? [value] : [];
  });
  return [...new Set(roles)].filter((role) => role !== '').sort();
}

function addressOf(status: Fields, type: string): string {
  const found = items(status['addresses'])
    .map(fields)
    .find((address) => address['type'] === type);
  return text(found?.['address']) || '<none>';
}

/** The architecture is named in newer clusters only (recorded: 1.36 names it, 1.20 does not). */
function kernelText(info: Fields, { kubeVersion }: RowContext): string {
  const kernel = text(info['kernelVersion']) || '<unknown>';
  const architecture = text(info['architecture']);
  return architecture === '' || kubeVersion === '1.20' ? kernel : `${kernel} (${architecture})`;
}
