import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import type { DnsHop } from './dns-hop.ts';
import type { TraceRequest } from './request/request.ts';

/** What a person should know of a request though no step of the packet tells it. */
export function notesOn(cluster: Cluster, request: TraceRequest, dns: readonly DnsHop[]): string[] {
  const service = request.tool === 'dig' ? undefined : headlessBehind(cluster, dns);
  const port = service?.spec.ports?.find((each) => each.port === request.port && (each.protocol ?? 'TCP').toLowerCase() === request.protocol); // prettier-ignore
  if (!service || port?.targetPort === undefined || port.targetPort === port.port) return [];
  return [
    `Service ${keyOf(service)} is headless: its name gives the addresses of the pods, and nothing turns port ${port.port} into targetPort ${port.targetPort}. Ask the port of the pod.`,
  ];
}

/** The headless Service whose name the last look-up was answered for. */
function headlessBehind(cluster: Cluster, dns: readonly DnsHop[]): Service | undefined {
  const answered = dns.find(({ answers }) => answers.length > 0);
  const suffix = `.svc.${cluster.config.clusterDomain}`;
  if (!answered?.query.endsWith(suffix)) return undefined;
  const [namespace = '', name = ''] = answered.query.slice(0, -suffix.length).split('.').reverse();
  const service = cluster.get('services', namespace, name) as Service | undefined;
  return service?.spec.clusterIP === 'None' ? service : undefined;
}
