import type { Node } from '../../../api/node/type.ts';
import type { Pod } from '../../../api/pod/type.ts';
import { allSorted } from '../../../cluster/lookup.ts';
import { rolesOf } from '../../../api/node/columns.ts';
import { age } from '../../../api/duration.ts';
import { writeEvents, type Describe, type DescribeContext } from './context.ts';
import { dateText, type Page } from './page.ts';
import { ZERO, add, parseQuantity, quantityText, type Quantity } from './quantity.ts';

const SYSTEM_INFO = [
  ['Machine ID', 'machineID'],
  ['System UUID', 'systemUUID'],
  ['Boot ID', 'bootID'],
  ['Kernel Version', 'kernelVersion'],
  ['OS Image', 'osImage'],
  ['Operating System', 'operatingSystem'],
  ['Architecture', 'architecture'],
  ['Container Runtime Version', 'containerRuntimeVersion'],
  ['Kubelet Version', 'kubeletVersion'],
] as const;

export const describeNode: Describe = (object, page, context) => {
  const { metadata, spec, status = {} } = object as Node;
  page.field(0, 'Name', metadata.name).field(0, 'Roles', rolesOf(object).join(',') || '<none>');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  page.field(0, 'CreationTimestamp', dateText(metadata.creationTimestamp));
  const taints = (spec?.taints ?? []).map((taint) => ({ ...taint, order: `${taint.effect},${taint.key}` }));
  taints.sort((a, b) => (a.order < b.order ? -1 : 1));
  page.list(
    'Taints',
    taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
  );
  page.field(0, 'Unschedulable', spec?.unschedulable ?? false);
  const conditions = status.conditions ?? [];
  const renewed = conditions.find(({ type }) => type === 'Ready')?.['lastHeartbeatTime'] as string | undefined;
  page.line(0, 'Lease:').field(1, 'HolderIdentity', metadata.name).field(1, 'AcquireTime', '<unset>');
  page.field(1, 'RenewTime', renewed ? dateText(renewed) : '<unset>');
  if (conditions.length > 0) {
    page.line(0, 'Conditions:');
    page.line(1, 'Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    page.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  }
  for (const condition of conditions) {
    const [heartbeat, transition] = [condition['lastHeartbeatTime'] as string, condition.lastTransitionTime].map(
      dateText,
    );
    const { type, status: value, reason = '', message = '' } = condition;
    page.line(1, `${type} \t${value} \t${heartbeat} \t${transition} \t${reason} \t${message}`);
  }
  page.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) page.field(1, type, address);
  writeAmounts(page, 'Capacity', status['capacity']);
  writeAmounts(page, 'Allocatable', status['allocatable']);
  page.line(0, 'System Info:');
  for (const [title, field] of SYSTEM_INFO) page.field(1, title, status.nodeInfo?.[field] ?? '');
  if (spec?.podCIDR) page.field(0, 'PodCIDR', spec.podCIDR);
  if (spec?.podCIDRs?.length) page.field(0, 'PodCIDRs', spec.podCIDRs.join(','));
  if (spec?.providerID) page.field(0, 'ProviderID', spec.providerID);
  writePods(page, object as Node, context);
  writeEvents(object, page, context);
};

type Amounts = Readonly<Record<string, unknown>>;

function writeAmounts(page: Page, title: string, given: unknown): void {
  const amounts = (given ?? {}) as Amounts;
  const names = Object.keys(amounts).sort();
  if (names.length > 0) page.line(0, `${title}:`);
  for (const name of names) page.field(1, name, String(amounts[name]));
}

function writePods(page: Page, node: Node, context: DescribeContext): void {
  const pods = (allSorted(context.cluster, 'pods') as readonly Pod[]).filter(
    ({ spec, status }) =>
      spec.nodeName === node.metadata.name && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  );
  const capacity = (node.status?.['allocatable'] ?? node.status?.['capacity'] ?? {}) as Amounts;
  const share = (amount: Quantity, name: string): string => {
    const whole = parseQuantity(capacity[name]).milli;
    return `${quantityText(amount)} (${whole === 0 ? 0 : Math.trunc((amount.milli / whole) * 100)}%)`;
  };
  page.field(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const shares = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((kind) => share(demand(pod, kind, name), name)),
    );
    const { namespace = '', name, creationTimestamp } = pod.metadata;
    page.line(1, `${namespace}\t${name}\t\t${shares.join('\t')}\t${age(creationTimestamp, context.now)}`);
  }
  page.line(0, 'Allocated resources:').line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  page.line(1, 'Resource\tRequests\tLimits').line(1, '--------\t--------\t------');
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    const [requests, limits] = (['requests', 'limits'] as const).map((kind) =>
      share(pods.map((pod) => demand(pod, kind, name)).reduce(add, ZERO), name),
    );
    page.line(1, `${name}\t${requests}\t${limits}`);
  }
}

function demand({ spec }: Pod, kind: 'requests' | 'limits', name: string): Quantity {
  return spec.containers
    .map((container) => (container['resources'] as Record<string, Amounts | undefined> | undefined)?.[kind]?.[name])
    .map(parseQuantity)
    .reduce(add, ZERO);
}
