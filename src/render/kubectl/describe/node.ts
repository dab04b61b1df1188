import type { Node } from '../../../api/node/type.ts';
import type { Pod } from '../../../api/pod/type.ts';
import { allSorted } from '../../../cluster/lookup.ts';
import {
  addAll,
  podAmounts,
  resourceAmounts,
  type ResourceAmounts,
  type ResourceKind,
} from '../../../api/pod/resources.ts';
import { quantityText, wholeUnits, type Quantity } from '../../../api/quantity.ts';
import { rolesOf } from '../../../api/node/columns.ts';
import { age } from '../../../api/duration.ts';
import { writeEvents, type Describe, type DescribeContext } from './context.ts';
import { dateText, type Page } from './page.ts';

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

const ZERO: Quantity = { digits: 0n, scale: 0, format: 'DecimalSI' };
/** Resources that have a row of their own, and the number of pods, which has none. */
const STANDARD = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

function writeAmounts(page: Page, title: string, given: unknown): void {
  const amounts = (given ?? {}) as Readonly<Record<string, unknown>>;
  const names = Object.keys(amounts).sort();
  if (names.length > 0) page.line(0, `${title}:`);
  for (const name of names) page.field(1, name, String(amounts[name]));
}

function writePods(page: Page, node: Node, context: DescribeContext): void {
  const pods = (allSorted(context.cluster, 'pods') as readonly Pod[]).filter(
    ({ spec, status }) =>
      spec.nodeName === node.metadata.name && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  );
  const allocatable = resourceAmounts(node.status?.['allocatable']);
  const whole = allocatable.size > 0 ? allocatable : resourceAmounts(node.status?.['capacity']);
  const share = (amounts: ResourceAmounts, name: string): string => {
    const amount = amounts.get(name);
    return `${quantityText(amount ?? ZERO)} (${percent(amount, whole.get(name), name)}%)`;
  };
  page.field(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  page.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  page.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  for (const pod of pods) {
    const [requests, limits] = [podAmounts(pod, 'requests'), podAmounts(pod, 'limits')];
    const shares = ['cpu', 'memory'].flatMap((name) => [share(requests, name), share(limits, name)]);
    const { namespace = '', name, creationTimestamp } = pod.metadata;
    page.line(1, `${namespace}\t${name}\t\t${shares.join('\t')}\t${age(creationTimestamp, context.now)}`);
  }
  page.line(0, 'Allocated resources:').line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  page.line(1, 'Resource\tRequests\tLimits').line(1, '--------\t--------\t------');
  const [requests, limits] = [sum(pods, 'requests'), sum(pods, 'limits')];
  const others = [...whole.keys()].filter((name) => !STANDARD.includes(name)).sort();
  const hugePages = others.filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages]) {
    page.line(1, `${name}\t${share(requests, name)}\t${share(limits, name)}`);
  }
  for (const name of others.filter((name) => !hugePages.includes(name))) {
    page.line(1, `${name}\t${quantityText(requests.get(name) ?? ZERO)}\t${quantityText(limits.get(name) ?? ZERO)}`);
  }
}

function sum(pods: readonly Pod[], kind: ResourceKind): ResourceAmounts {
  const total = new Map<string, Quantity>();
  for (const pod of pods) addAll(total, podAmounts(pod, kind));
  return total;
}

function percent(amount: Quantity | undefined, whole: Quantity | undefined, name: string): number {
  const scale = name === 'cpu' ? 3 : 0;
  if (!amount || !whole || whole.digits === 0n) return 0;
  return Math.trunc((Number(wholeUnits(amount, scale)) / Number(wholeUnits(whole, scale))) * 100);
}
