import type { Service } from '../../api/service/type.ts';
import { slicesOf } from '../../cluster/lookup.ts';
import { originOf } from '../../cluster/origin.ts';
import { originText } from '../../net/origin.ts';
import { hostPort } from '../../net/address.ts';
import type { ServiceExpectation } from '../traffic-test.ts';
import { differs, setDiffers, type Finding, type Scene } from './finding.ts';

/** Whether the Service looks as expected. */
export function askService({ cluster }: Scene, expected: ServiceExpectation): Finding {
  const namespace = expected.namespace ?? 'default';
  const service = cluster.get('services', namespace, expected.name) as Service | undefined;
  if (!service)
    return { problems: [`services "${expected.name}" not found in namespace ${namespace}`], reason: 'NOT_FOUND' };
  const { spec, status } = service;
  const ready = readyEndpoints(slicesOf(cluster, namespace, expected.name));
  const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '');
  const nodePorts = (spec.ports ?? []).map((port) => port.nodePort ?? 0);
  const { endpoints } = expected;
  const problems = [
    ...differs('type', expected.type, spec.type),
    ...differs('clusterIP', expected.clusterIP, spec.clusterIP),
    ...(expected.nodePort === undefined || nodePorts.includes(expected.nodePort) ? [] : differs('nodePort', expected.nodePort, nodePorts.join(', '))), // prettier-ignore
    ...(expected.externalIP === undefined || [...ingress, ...(spec.externalIPs ?? [])].includes(expected.externalIP)
      ? []
      : differs('externalIP', expected.externalIP, ingress.join(', ') || '<pending>')),
    ...(typeof endpoints === 'number'
      ? differs('ready endpoints', endpoints, new Set(ready.map(({ ip }) => ip)).size)
      : []),
    ...(Array.isArray(endpoints) ? setDiffers('ready endpoints', endpoints as string[], ready.map(({ text }) => text)) : []), // prettier-ignore
  ];
  return problems.length === 0
    ? { problems }
    : { problems, cause: originText(originOf(cluster, 'services', service, 'spec')) };
}

function readyEndpoints(slices: ReturnType<typeof slicesOf>): { ip: string; text: string }[] {
  return slices.flatMap(({ endpoints, ports }) =>
    (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }) => addresses.slice(0, 1))
      .flatMap((ip) => (ports ?? []).map(({ port }) => ({ ip, text: hostPort(ip, port ?? 0) }))),
  );
}
