import type { Deployment } from '../../api/deployment/type.ts';
import type { KubeObject, LabelSelector } from '../../api/meta.ts';
import type { Container, ContainerPort, Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { findAll } from '../kubectl/find.ts';
import { createGenerated } from '../kubectl/generated.ts';
import { readInfos } from '../kubectl/infos.ts';
import { commaList, queryOf, text } from '../kubectl/options.ts';
import { overridden } from '../kubectl/overrides.ts';
import { report } from '../kubectl/problems.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';

/** A Service in front of what is named: selector, ports, protocols and labels are taken from it unless flags say otherwise. */
export const run: Run = async (context) => {
  for (const object of await exposed(context)) {
    await createGenerated(context, [overridden(context, serviceFor(context, object))], {
      done: 'exposed',
      manager: 'kubectl-expose',
    });
  }
};

async function exposed(context: CommandContext): Promise<readonly KubeObject[]> {
  if (commaList(context, 'filename').length > 0) {
    const { infos, problems } = await readInfos(context);
    report(context, problems);
    return infos.map(({ object }) => object);
  }
  const targets = parseTargets(context.args);
  const query = { ...queryOf(context), labelSelector: '', allNamespaces: false };
  if (targets.kind === 'types') throw new UserError('resource(s) were provided, but no name was specified', 1);
  const { found, problems } = findAll(await openCluster(context), targets, query);
  report(context, problems);
  return found.flatMap(({ objects }) => objects);
}

function serviceFor(context: CommandContext, object: KubeObject): KubeObject {
  if (!['Service', 'Pod', 'Deployment', 'ReplicaSet', 'ReplicationController'].includes(object.kind)) {
    throw new UserError(`cannot expose a ${object.kind}`, 1);
  }
  const selector = text(context, 'selector') === '' ? selectorOf(object) : parsedLabels(text(context, 'selector'));
  const ports = servicePorts(context, object);
  const labels = text(context, 'labels') === '' ? object.metadata.labels : parsedLabels(text(context, 'labels'));
  const [type, clusterIP, affinity] = ['type', 'clusterIp', 'sessionAffinity'].map((name) => text(context, name));
  if (affinity && affinity !== 'None' && affinity !== 'ClientIP') {
    throw new UserError(`unknown session affinity: ${affinity}`, 1);
  }
  const balanced = type === 'LoadBalancer' && text(context, 'loadBalancerIp') !== '';
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...(labels && Object.keys(labels).length > 0 ? { labels: { ...labels } } : {}),
      name: text(context, 'name') || object.metadata.name.slice(0, 63),
    },
    spec: {
      ...(clusterIP ? { clusterIP } : {}),
      ...(text(context, 'externalIp') === '' ? {} : { externalIPs: [text(context, 'externalIp')] }),
      ...(balanced ? { loadBalancerIP: text(context, 'loadBalancerIp') } : {}),
      ...(ports.length > 0 ? { ports } : {}),
      selector,
      ...(affinity ? { sessionAffinity: affinity } : {}),
      ...(type ? { type } : {}),
    },
    status: { loadBalancer: {} },
  };
}

const NO_SELECTOR = "couldn't retrieve selectors via --selector flag or introspection: ";

function selectorOf(object: KubeObject): Record<string, string> {
  if (object.kind === 'Pod') {
    const { labels } = object.metadata;
    if (!labels || Object.keys(labels).length === 0)
      throw new UserError(`${NO_SELECTOR}the pod has no labels and cannot be exposed`, 1);
    return { ...labels };
  }
  if (object.kind === 'Service') {
    const { selector } = (object as Service).spec;
    if (!selector) throw new UserError(`${NO_SELECTOR}the service has no pod selector set`, 1);
    return { ...selector };
  }
  const selector = (object as Deployment).spec.selector as LabelSelector | undefined;
  if (selector?.matchExpressions?.length) {
    throw new UserError(
      `${NO_SELECTOR}couldn't convert expressions - "${JSON.stringify(selector.matchExpressions)}" to map-based selector format`,
      1,
    );
  }
  return { ...selector?.matchLabels };
}

interface Port {
  port: number;
  protocol: string;
}

/** Ports of the object with every protocol that each is used with. */
function portsOf(object: KubeObject): Port[] {
  if (object.kind === 'Service') {
    return ((object as Service).spec.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol }));
  }
  const spec = object.kind === 'Pod' ? (object as Pod).spec : (object as Deployment).spec.template.spec;
  const ports = spec.containers.flatMap((container: Container): readonly ContainerPort[] => container.ports ?? []);
  return ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol }));
}

function servicePorts(context: CommandContext, object: KubeObject): Record<string, unknown>[] {
  const known = portsOf(object);
  const given = text(context, 'port');
  const numbers = given === '' ? [...new Set(known.map(({ port }) => String(port)))] : given.split(',');
  if (numbers.length === 0 && text(context, 'clusterIp') !== 'None') {
    throw new UserError("couldn't find port via --port flag or introspection", 1);
  }
  const target = text(context, 'targetPort');
  return numbers.flatMap((number, index) => {
    if (!/^[+-]?\d+$/.test(number))
      throw new UserError(`strconv.Atoi: parsing ${JSON.stringify(number)}: invalid syntax`, 1);
    const port = Number(number);
    const protocols = protocolsFor(
      context,
      known.filter((one) => one.port === port),
    );
    return protocols.map((protocol) => ({
      ...portName(context, numbers.length, index, protocols.length > 1 ? protocol : undefined),
      port,
      protocol,
      targetPort: target === '' ? port : /^\d+$/.test(target) ? Number(target) : target,
    }));
  });
}

function protocolsFor(context: CommandContext, known: readonly Port[]): string[] {
  const given = text(context, 'protocol');
  if (given !== '') return [given];
  const found = [...new Set(known.map(({ protocol }) => protocol))];
  return found.length > 0 ? found : ['TCP'];
}

/** Several ports need names. */
function portName(
  context: CommandContext,
  count: number,
  index: number,
  protocol: string | undefined,
): { name?: string } {
  if (protocol !== undefined) return { name: `port-${index + 1}-${protocol.toLowerCase()}` };
  if (count > 1) return { name: `port-${index + 1}` };
  const given = text(context, 'portName');
  return given === '' ? {} : { name: given };
}

function parsedLabels(spec: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const part of spec.split(',')) {
    const parts = part.split('=');
    if (parts.length !== 2) throw new UserError(`unexpected label spec: ${part}`, 1);
    if (!parts[0]) throw new UserError('unexpected empty label key', 1);
    labels[parts[0]] = parts[1] ?? '';
  }
  return labels;
}
