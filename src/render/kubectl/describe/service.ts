import type { EndpointSlice } from '../../../api/endpoint-slice/type.ts';
import type { Endpoints } from '../../../api/endpoints/type.ts';
import type { LoadBalancerIngress, Service } from '../../../api/service/type.ts';
import { slicesOf } from '../../../cluster/lookup.ts';
import { labelsText, shortened } from '../../../api/column.ts';
import { hostPort } from '../host-port.ts';
import { writeEvents, type Describe, type DescribeContext } from './context.ts';

export const describeService: Describe = (object, page, context) => {
  const { metadata, spec, status } = object as Service;
  const slices = slicesOf(context.cluster, metadata.namespace ?? '', metadata.name);
  const old = isBeforeSlices(context) ? endpointsOf(context, metadata.namespace, metadata.name) : undefined;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  page.field(0, 'Selector', labelsText(spec.selector)).field(0, 'Type', spec.type ?? '');
  if (spec.ipFamilyPolicy) page.field(0, 'IP Family Policy', spec.ipFamilyPolicy);
  page.field(0, 'IP Families', spec.ipFamilies?.join(',') || '<none>');
  page.field(0, 'IP', spec.clusterIP ?? '').field(0, 'IPs', spec.clusterIPs?.join(',') || '<none>');
  if (spec.externalIPs?.length) page.field(0, 'External IPs', spec.externalIPs.join(','));
  if (spec.loadBalancerIP) page.field(0, 'Desired LoadBalancer IP', spec.loadBalancerIP);
  if (spec.externalName) page.field(0, 'External Name', spec.externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) page.field(0, 'LoadBalancer Ingress', ingress.map(ingressText).join(', '));
  for (const port of spec.ports ?? []) {
    const name = port.name || '<unset>';
    const protocol = port.protocol ?? 'TCP';
    page.line(0, `Port:\t${name}\t${port.port}/${protocol}`);
    page.field(0, 'TargetPort', `${port.targetPort ?? port.port}/${protocol}`);
    if (port.appProtocol) page.field(0, 'AppProtocol', port.appProtocol);
    if (port.nodePort) page.line(0, `NodePort:\t${name}\t${port.nodePort}/${protocol}`);
    page.field(0, 'Endpoints', old ? oldEndpoints(old, port.name ?? '') : readyEndpoints(slices, port.name ?? ''));
  }
  page.field(0, 'Session Affinity', spec.sessionAffinity ?? '');
  if (spec.externalTrafficPolicy) page.field(0, 'External Traffic Policy', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) page.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) page.field(0, 'HealthCheck NodePort', spec.healthCheckNodePort);
  if (spec.loadBalancerSourceRanges?.length) {
    page.field(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','));
  }
  if (spec.trafficDistribution) page.field(0, 'Traffic Distribution', spec.trafficDistribution);
  writeEvents(object, page, context);
};

function ingressText({ ip, hostname, ipMode }: LoadBalancerIngress): string {
  if (!ip) return hostname ?? '';
  return ipMode ? `${ip} (${ipMode})` : ip;
}

/**
 * Ready addresses behind a port of this name, three at most. Like kubectl's formatEndpointSlices it announces more as soon
 * as another endpoint follows, even one that is not ready: `+ 0 more...` is real.
 */
export function readyEndpoints(slices: readonly EndpointSlice[], port: string): string {
  if (slices.length === 0) return '<none>';
  const shown: string[] = [];
  let count = 0;
  let more = false;
  const add = (
    { addresses, conditions }: { addresses: string[]; conditions?: { ready?: boolean } },
    at?: number | null,
  ) => {
    if (shown.length === 3) more = true;
    if (conditions?.ready === false) return;
    const address = addresses[0] ?? '';
    if (!more) shown.push(at === undefined ? address : hostPort(address, at ?? 0));
    count++;
  };
  for (const { ports, endpoints } of slices) {
    if (!ports?.length) for (const endpoint of endpoints ?? []) add(endpoint);
    for (const found of ports ?? []) {
      if ((found.name ?? '') !== port) continue;
      for (const endpoint of endpoints ?? []) add(endpoint, found.port ?? null);
    }
  }
  return more ? `${shown.join(',')} + ${count - 3} more...` : shown.join(',');
}

/** kubectl of old asked for Endpoints. */
function isBeforeSlices({ cluster }: DescribeContext): boolean {
  return Number(cluster.config.kubeVersion.split('.')[1]) < 32;
}

function endpointsOf({ cluster }: DescribeContext, namespace: string | undefined, name: string): Endpoints {
  const none: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name } };
  return (cluster.get('endpoints', namespace ?? '', name) as Endpoints | undefined) ?? none;
}

function oldEndpoints({ subsets = [] }: Endpoints, name: string): string {
  if (subsets.length === 0) return '<none>';
  const list = subsets.flatMap(({ addresses = [], ports = [] }) => {
    if (ports.length === 0) return addresses.map(({ ip }) => ip);
    const named = ports.filter((port) => (port.name ?? '') === name);
    return named.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port)));
  });
  return shortened(list, 3);
}
