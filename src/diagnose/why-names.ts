import type { Pod } from '../api/pod/type.ts';
import type { Service, ServicePort } from '../api/service/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { originOf } from '../cluster/origin.ts';
import { parseAddress } from '../net/address.ts';
import { declaresPort } from '../trace/listeners.ts';
import type { Check } from './diagnosis.ts';

/** Services that are names and nothing else: no rule handles their packets. */

/** An alias: what it points to must be a name, and if it is one of this cluster, there must be such a Service. */
export function checkExternalName(cluster: Cluster, service: Service): Check {
  const name = (service.spec.externalName ?? '').replace(/\.$/, '');
  const check = {
    name: 'type',
    reason: 'EXTERNAL_NAME',
    origin: originOf(cluster, 'services', service, 'spec.externalName'),
  } as const;
  if (parseAddress(name))
    return { ...check, status: 'fail', text: `externalName ${name} is an address and no name: DNS has no answer for it`, details: ['for an address: a Service without selector, and an EndpointSlice that holds it'] }; // prettier-ignore
  const [target = '', namespace = '', ...rest] = name.split('.');
  if (rest.join('.') === `svc.${cluster.config.clusterDomain}` && !cluster.get('services', namespace, target))
    return { ...check, status: 'fail', text: `externalName ${name} is a name of this cluster, but there is no Service ${target} in namespace ${namespace}` }; // prettier-ignore
  return { ...check, status: 'info', text: `ExternalName: its name is a CNAME of ${name || '?'}; no packet goes through rules` }; // prettier-ignore
}

/** A headless Service translates no port: asking its port reaches that very port of the pods. */
export function checkHeadless(cluster: Cluster, service: Service, pods: readonly Pod[]): Check {
  const told = 'headless: its name gives the addresses of the pods; ask the port of the pod (targetPort)';
  const index = (service.spec.ports ?? []).findIndex((port) => misleads(port, pods));
  const port = service.spec.ports?.[index];
  if (!port) return { name: 'headless', status: 'info', text: told };
  return {
    name: 'headless',
    status: 'warn',
    reason: 'HEADLESS',
    text: `headless: nothing turns port ${port.port} into targetPort ${port.targetPort ?? port.port}; who asks its name on port ${port.port} reaches port ${port.port} of the pods, which no container declares`,
    origin: originOf(cluster, 'services', service, `spec.ports[${index}].port`),
  };
}

/** Whether the Service's own port leads nowhere in pods that do declare the port it is meant to lead to. */
function misleads({ port, targetPort, protocol = 'TCP' }: ServicePort, pods: readonly Pod[]): boolean {
  if (targetPort === undefined || targetPort === port) return false;
  const declaring = pods.filter((pod) => pod.spec.containers.some((container) => container.ports?.length));
  return declaring.length > 0 && !declaring.some((pod) => declaresPort(pod, protocol.toLowerCase(), port));
}
