import type { Service } from '../api/service/type.ts';
import type { Family } from '../net/address.ts';
import { addressesOfFamily, prefixesOfFamily } from './addresses.ts';
import type { Layout } from './version.ts';

/** What a Service decides for all of its ports, in one family. */
export interface ServiceFacts {
  readonly externalIPs: readonly string[];
  readonly loadBalancerIPs: readonly string[];
  readonly loadBalancerSourceRanges: readonly string[];
  readonly healthCheckNodePort: number;
  readonly affinitySeconds: number;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
}

/** The API server's default for sessionAffinityConfig.clientIP.timeoutSeconds. */
const DEFAULT_AFFINITY_SECONDS = 10_800;

const NONE: readonly string[] = [];

/** The facts of a Service that says nothing special. */
export const PLAIN: ServiceFacts = {
  externalIPs: NONE,
  loadBalancerIPs: NONE,
  loadBalancerSourceRanges: NONE,
  healthCheckNodePort: 0,
  affinitySeconds: 0,
  internalPolicyLocal: false,
  externalPolicyLocal: false,
};

/** Source: newBaseServiceInfo (pkg/proxy/serviceport.go); 1.20 knows neither internalTrafficPolicy nor ipMode. */
export function serviceFacts(service: Service, family: Family, layout: Layout): ServiceFacts {
  const { spec, status } = service;
  const externalIPs = addressesOfFamily(spec.externalIPs, family);
  const ingress = (status?.loadBalancer?.ingress ?? []).filter((one) => layout === '1.20' || one.ipMode !== 'Proxy');
  const externalPolicyLocal = spec.externalTrafficPolicy === 'Local' && honoursExternalPolicy(service, layout);
  return {
    externalIPs,
    loadBalancerIPs: addressesOfFamily(
      ingress.map((one) => one.ip),
      family,
    ),
    loadBalancerSourceRanges: prefixesOfFamily(spec.loadBalancerSourceRanges, family),
    healthCheckNodePort: spec.type === 'LoadBalancer' && externalPolicyLocal ? (spec.healthCheckNodePort ?? 0) : 0,
    affinitySeconds:
      spec.sessionAffinity === 'ClientIP'
        ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS)
        : 0,
    internalPolicyLocal: layout !== '1.20' && spec.internalTrafficPolicy === 'Local',
    externalPolicyLocal,
  };
}

/** externalTrafficPolicy means something only to Services that can be reached from outside; 1.20 forgot about externalIPs. */
function honoursExternalPolicy({ spec }: Service, layout: Layout): boolean {
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') return true;
  return layout !== '1.20' && (spec.externalIPs?.length ?? 0) > 0;
}
