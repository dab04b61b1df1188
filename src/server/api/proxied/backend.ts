import type { EndpointSlice } from '../../../api/endpoint-slice/type.ts';
import type { Pod } from '../../../api/pod/type.ts';
import type { Service } from '../../../api/service/type.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getObject } from '../../../cluster/list.ts';
import { slicesOf } from '../../../cluster/lookup.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';

/** Where a proxied request goes. */
export interface Backend {
  readonly ip: string;
  readonly port: number;
}

/** `NAME`, `NAME:PORT` or `SCHEME:NAME:PORT`, as proxy paths spell it; undefined for anything else. */
export function readId(id: string): { readonly name: string; readonly port: string } | undefined {
  const parts = id.split(':');
  if (parts.length > 3) return undefined;
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  if (!name || !['', 'http', 'https'].includes(scheme ?? '')) return undefined;
  return { name, port: port ?? '' };
}

/** An endpoint of a Service's port, by the port's name or number. Throws StatusError in the words of upstream's ServiceREST. */
export function serviceBackend(cluster: Cluster, namespace: string, id: string): Backend {
  const asked = readId(id);
  if (!asked) throw badRequestError(`invalid service request ${JSON.stringify(id)}`);
  const { name } = asked;
  const { spec } = getObject(cluster, 'services', namespace, name) as Service;
  let { port } = asked;
  if (/^\d+$/.test(port)) {
    const found = spec.ports?.find((one) => one.port === Number(port));
    if (!found) throw unavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
    port = found.name ?? '';
  }
  for (const slice of slicesOf(cluster, namespace, name)) {
    const backend = readyBackend(slice, port);
    if (backend) return backend;
  }
  throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
}

function readyBackend({ endpoints, ports, addressType }: EndpointSlice, name: string): Backend | undefined {
  const port = ports?.find((one) => (one.name ?? '') === name)?.port;
  const ready = endpoints?.find(({ conditions }) => conditions?.ready !== false);
  const ip = ready?.addresses[0];
  return ip && port && addressType !== 'FQDN' ? { ip, port } : undefined;
}

/** A pod's port: the one that is asked for, else its first, else 80. Throws StatusError. */
export function podBackend(cluster: Cluster, namespace: string, id: string): Backend {
  const asked = readId(id);
  if (!asked) throw badRequestError(`invalid pod request ${JSON.stringify(id)}`);
  const { spec, status } = getObject(cluster, 'pods', namespace, asked.name) as Pod;
  if (!status?.podIP) throw badRequestError('address not allowed');
  const first = spec.containers.flatMap(({ ports }) => ports ?? [])[0]?.containerPort ?? 80;
  return { ip: status.podIP, port: /^\d+$/.test(asked.port) ? Number(asked.port) : first };
}

export function unavailable(message: string): StatusError {
  return new StatusError(503, 'ServiceUnavailable', message);
}
