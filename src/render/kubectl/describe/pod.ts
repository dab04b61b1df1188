import type { Container, ContainerStatus, Pod, PodTemplateSpec } from '../../../api/pod/type.ts';
import { age } from '../../../api/duration.ts';
import { qosClass } from '../../../api/pod/qos-class.ts';
import { selectorText } from '../../../api/column.ts';
import type { LabelSelector } from '../../../api/meta.ts';
import { writeContainers, writeResources, writeSeccompProfile } from './container.ts';
import { controllerOf, writeEvents, type Describe } from './context.ts';
import { dateText, type Page } from './page.ts';
import { writeVolumes } from './volumes.ts';

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
  tolerationSeconds?: number;
}

export const describePod: Describe = (object, page, context) => {
  const pod = object as Pod;
  const { metadata, spec, status = {} } = pod;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  if (spec['priority'] !== undefined) page.field(0, 'Priority', String(spec['priority']));
  if (spec['priorityClassName']) page.field(0, 'Priority Class Name', String(spec['priorityClassName']));
  if (spec['runtimeClassName']) page.field(0, 'Runtime Class Name', String(spec['runtimeClassName']));
  if (spec['serviceAccountName']) page.field(0, 'Service Account', String(spec['serviceAccountName']));
  page.field(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) page.field(0, 'Start Time', dateText(status.startTime));
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    page.field(0, 'Status', `Terminating (lasts ${age(metadata.deletionTimestamp, context.now)})`);
    page.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else page.field(0, 'Status', status.phase ?? '');
  if (status['reason']) page.field(0, 'Reason', String(status['reason']));
  if (status['message']) page.field(0, 'Message', String(status['message']));
  writeSeccompProfile(page, 0, 0, spec['securityContext']);
  page.field(0, 'IP', status.podIP ?? '');
  page.line(0, `IPs:${status.podIPs?.length ? '' : '\t<none>'}`);
  for (const { ip } of status.podIPs ?? []) page.field(1, 'IP', ip);
  const controller = controllerOf(object);
  if (controller) page.field(0, 'Controlled By', controller);
  if (status['nominatedNodeName']) page.field(0, 'NominatedNodeName', String(status['nominatedNodeName']));
  if (spec['resources']) {
    page.line(0, 'Resources:');
    writeResources(page, 1, spec['resources']);
  }
  if (spec.initContainers?.length) {
    const statuses = (status['initContainerStatuses'] ?? []) as ContainerStatus[];
    writeContainers(page, 'Init Containers', spec.initContainers, { statuses, pod });
  }
  writeContainers(page, 'Containers', spec.containers, { statuses: status.containerStatuses ?? [], pod });
  const debuggers = (spec['ephemeralContainers'] ?? []) as Container[];
  if (debuggers.length > 0) {
    const statuses = (status['ephemeralContainerStatuses'] ?? []) as ContainerStatus[];
    writeContainers(page, 'Ephemeral Containers', debuggers, { statuses, pod });
  }
  writeConditions(page, pod);
  writeVolumes(page, spec['volumes'], '');
  page.field(0, 'QoS Class', status.qosClass || qosClass(pod)).labels('Node-Selectors', spec.nodeSelector);
  writeTolerations(page, 'Tolerations', spec['tolerations']);
  writeTopologySpread(page, '', spec['topologySpreadConstraints']);
  writeEvents(object, page, context);
};

function writeConditions(page: Page, { spec, status }: Pod): void {
  const conditions = status?.conditions ?? [];
  if (spec.readinessGates?.length) {
    page.line(0, 'Readiness Gates:').line(1, 'Type\tStatus');
    for (const { conditionType } of spec.readinessGates) {
      const found = conditions.find(({ type }) => type === conditionType);
      page.line(1, `${conditionType} \t${found?.status ?? '<none>'} `);
    }
  }
  if (conditions.length === 0) return;
  page.line(0, 'Conditions:').line(1, 'Type\tStatus');
  for (const { type, status: value } of conditions) page.line(1, `${type} \t${value} `);
}

export function writeTolerations(page: Page, title: string, given: unknown): void {
  const tolerations = [...((given ?? []) as Toleration[])];
  tolerations.sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : 0));
  page.list(title, tolerations.map(tolerationText));
}

function tolerationText({ key = '', operator, value, effect, tolerationSeconds }: Toleration): string {
  let text = `${key}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  if (operator === 'Exists' && !value) text += text === '' ? 'op=Exists' : ' op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

interface TopologySpreadConstraint {
  topologyKey: string;
  whenUnsatisfiable?: string;
  maxSkew?: number;
  labelSelector?: LabelSelector;
}

function writeTopologySpread(page: Page, indent: string, given: unknown): void {
  const constraints = [...((given ?? []) as TopologySpreadConstraint[])];
  constraints.sort((a, b) => (a.topologyKey < b.topologyKey ? -1 : a.topologyKey > b.topologyKey ? 1 : 0));
  for (const [index, { topologyKey, whenUnsatisfiable, maxSkew, labelSelector }] of constraints.entries()) {
    const selected = labelSelector ? ` for selector ${selectorText(labelSelector)}` : '';
    const rule = `${topologyKey}:${whenUnsatisfiable ?? ''} when max skew ${maxSkew ?? 0} is exceeded${selected}`;
    page.line(0, `${indent}${index === 0 ? 'Topology Spread Constraints:' : ''}\t${rule}`);
  }
}

/** The Pod Template section of workloads. */
export function writePodTemplate(page: Page, template: PodTemplateSpec | undefined): void {
  page.line(0, 'Pod Template:');
  if (!template) {
    page.line(1, '<unset>');
    return;
  }
  const { metadata, spec } = template;
  page.labels('  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) page.annotations('  Annotations', metadata?.annotations);
  if (spec['serviceAccountName']) page.field(1, 'Service Account', String(spec['serviceAccountName']));
  if (spec.initContainers?.length) writeContainers(page, 'Init Containers', spec.initContainers, { indent: '  ' });
  writeContainers(page, 'Containers', spec.containers, { indent: '  ' });
  writeVolumes(page, spec['volumes'], '  ');
  writeTopologySpread(page, '  ', spec['topologySpreadConstraints']);
  if (spec['priorityClassName']) page.field(1, 'Priority Class Name', String(spec['priorityClassName']));
  page.labels('  Node-Selectors', spec.nodeSelector);
  writeTolerations(page, '  Tolerations', spec['tolerations']);
}
