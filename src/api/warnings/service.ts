import { fields, items, text, texts } from '../go-value.ts';
import { addressWarnings, cidrWarnings } from '../ip-warnings.ts';
import type { KubeObject } from '../meta.ts';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

/** Upstream's GetWarningsForService. */
export function serviceWarnings(service: KubeObject): string[] {
  const spec = fields(service['spec']);
  const isExternalName = spec['type'] === 'ExternalName';
  const hasExternalIPs = items(spec['externalIPs']).length > 0;
  const isHeadless = spec['type'] === 'ClusterIP' && spec['clusterIP'] === 'None';
  const when = (applies: boolean, warning: string): string[] => (applies ? [warning] : []);
  return [
    ...when(
      Object.hasOwn(fields(fields(service.metadata)['annotations']), TOPOLOGY_HINTS),
      `annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`,
    ),
    ...texts(spec['clusterIPs']).flatMap((address, i) => addressWarnings(`spec.clusterIPs[${i}]`, address)),
    ...when(isHeadless && text(spec['loadBalancerIP']) !== '', 'spec.loadBalancerIP is ignored for headless services'),
    ...when(isHeadless && hasExternalIPs, 'spec.externalIPs is ignored for headless services'),
    ...when(
      isHeadless && spec['sessionAffinity'] === 'ClientIP',
      'spec.SessionAffinity is ignored for headless services',
    ),
    ...texts(spec['externalIPs']).flatMap((address, i) => addressWarnings(`spec.externalIPs[${i}]`, address)),
    ...when(
      hasExternalIPs && !isHeadless && !isExternalName,
      'spec.externalIPs is deprecated and may no longer be implemented in some clusters',
    ),
    ...addressWarnings('spec.loadBalancerIP', text(spec['loadBalancerIP'])),
    ...texts(spec['loadBalancerSourceRanges']).flatMap((range, i) =>
      cidrWarnings(`spec.loadBalancerSourceRanges[${i}]`, range),
    ),
    ...when(isExternalName && hasExternalIPs, 'spec.externalIPs is ignored when spec.type is "ExternalName"'),
    ...when(
      !isExternalName && text(spec['externalName']) !== '',
      'spec.externalName is ignored when spec.type is not "ExternalName"',
    ),
    ...when(
      spec['trafficDistribution'] === 'PreferClose',
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
    ),
  ];
}
