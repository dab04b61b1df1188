import type { Service } from '../../api/service/type.ts';
import { hostPort } from '../../net/address.ts';

/** One environment variable and, where known, the Service that gave it (`namespace/name`). */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly service?: string;
}

export interface ServiceFacts {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIP?: string | undefined;
  readonly ports?: Service['spec']['ports'] | undefined;
}

/** Whether the Service gives variables at all: it needs a ClusterIP (kubelet v1helper.IsServiceIPSet). */
export function givesVariables({ clusterIP }: ServiceFacts): boolean {
  return clusterIP !== undefined && clusterIP !== '' && clusterIP !== 'None';
}

/**
 * The variables of the Services in the given order (kubelet pkg/kubelet/envvars FromServices): host, port, named ports, then the
 * variables of Docker links. Services without a ClusterIP give none. Later variables do not replace earlier ones of the same name.
 */
export function serviceVariables(services: readonly ServiceFacts[]): Variable[] {
  return services.filter(givesVariables).flatMap(variablesOf);
}

function variablesOf({ namespace, name, clusterIP = '', ports = [] }: ServiceFacts): Variable[] {
  const service = `${namespace}/${name}`;
  const prefix = variableName(name);
  const list: Variable[] = [];
  const add = (suffix: string, value: string | number): void =>
    void list.push({ name: `${prefix}_${suffix}`, value: String(value), service });
  const [first] = ports;
  add('SERVICE_HOST', clusterIP);
  if (!first) return list;
  add('SERVICE_PORT', first.port);
  for (const { name: portName, port } of ports) if (portName) add(`SERVICE_PORT_${variableName(portName)}`, port);
  for (const [index, { port, protocol = 'TCP' }] of ports.entries()) {
    const url = `${protocol.toLowerCase()}://${hostPort(clusterIP, port)}`;
    if (index === 0) add('PORT', url);
    const link = `PORT_${port}_${protocol.toUpperCase()}`;
    add(link, url);
    add(`${link}_PROTO`, protocol.toLowerCase());
    add(`${link}_PORT`, port);
    add(`${link}_ADDR`, clusterIP);
  }
  return list;
}

/** A Service's or port's name as part of a variable's: upper case, dashes as underscores. */
function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
