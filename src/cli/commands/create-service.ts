import type { KubeObject } from '../../api/meta.ts';
import { dns1123SubdomainMessages, portNameMessages, portNumberMessages } from '../../api/names.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { createGenerated, nameArgument } from '../kubectl/generated.ts';
import { int32 } from '../kubectl/int32.ts';
import { commaList, text } from '../kubectl/options.ts';

type Type = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';

export const clusterIp: Run = (context) => create(context, 'ClusterIP');
export const nodePort: Run = (context) => create(context, 'NodePort');
export const loadBalancer: Run = (context) => create(context, 'LoadBalancer');
export const externalName: Run = (context) => create(context, 'ExternalName');

async function create(context: CommandContext, type: Type): Promise<void> {
  const name = nameArgument(context, `create service ${type.toLowerCase()}`);
  await createGenerated(context, [service(context, name, type)], { what: `${type} service` });
}

function service(context: CommandContext, name: string, type: Type): KubeObject {
  const clusterIP = text(context, 'clusterip');
  const nodePort = int32(context, 'nodePort', '--node-port', 'create service nodeport') ?? 0;
  const ports = commaList(context, 'tcp').map((spec) => portOf(spec, nodePort));
  if (ports.length === 0 && type !== 'ExternalName' && clusterIP !== 'None') {
    throw new UserError('at least one tcp port specifier must be provided', 1);
  }
  const external = text(context, 'externalName');
  if (type === 'ExternalName' && dns1123SubdomainMessages(external).length > 0) {
    throw new UserError(`invalid service external name ${external}`, 1);
  }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { labels: { app: name }, name },
    spec: {
      ...(clusterIP === '' ? {} : { clusterIP }),
      ...(type === 'ExternalName' ? { externalName: external } : {}),
      ...(ports.length > 0 ? { ports } : {}),
      selector: { app: name },
      type,
    },
    status: { loadBalancer: {} },
  };
}

/** `80`, `80:8080`, `80:http`. */
function portOf(spec: string, nodePort: number): Record<string, unknown> {
  const [front = '', back] = spec.split(':');
  const port = parsed(front);
  const target = back === undefined ? port : targetOf(back);
  return {
    name: spec.replaceAll(':', '-'),
    ...(nodePort === 0 ? {} : { nodePort }),
    port,
    protocol: 'TCP',
    targetPort: target,
  };
}

function targetOf(text: string): number | string {
  const isNumber = /^[+-]?\d+$/.test(text);
  const messages = isNumber ? portNumberMessages(Number(text)) : portNameMessages(text);
  if (messages.length > 0) throw new UserError(messages.join(','), 1);
  return isNumber ? Number(text) : text;
}

function parsed(text: string): number {
  if (!/^\d+$/.test(text)) throw new UserError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`, 1);
  if (Number(text) > 65535)
    throw new UserError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`, 1);
  return Number(text);
}
