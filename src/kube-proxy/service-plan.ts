import type { Origin } from '../net/origin.ts';
import type { Address, Family } from '../net/address.ts';

export { servicePlans } from './plan.ts';

export type Selection = 'ready' | 'terminating-fallback' | 'zone-hints' | 'node-hints';

/**
 * For one Service port as one node sees it: who may serve, and how. Decided here once; the proxy modes only write it down.
 * Source of the rules: kube-proxy's serviceport.go, endpoints.go and topology.go (CategorizeEndpoints).
 */
export interface PortPlan {
  readonly namespace: string;
  readonly service: string;
  /** '' for an unnamed port */
  readonly portName: string;
  /** `ns/svc:port`, or `ns/svc` for an unnamed port */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly family: Family;
  readonly clusterIP: string;
  readonly port: number;
  /** 0: none */
  readonly nodePort: number;
  readonly externalIPs: readonly string[];
  /** Programmed ones only (ipMode VIP). */
  readonly loadBalancerIPs: readonly string[];
  readonly loadBalancerSourceRanges: readonly string[];
  /** 0: none */
  readonly healthCheckNodePort: number;
  /** Session affinity in seconds; 0: none. */
  readonly affinitySeconds: number;
  readonly internalPolicyLocal: boolean;
  readonly externalPolicyLocal: boolean;
  /** nodePort, or a usable load balancer or external address. */
  readonly externallyAccessible: boolean;
  readonly usesClusterEndpoints: boolean;
  readonly usesLocalEndpoints: boolean;
  /** Every endpoint of the port that kube-proxy keeps (1.20: ready ones), sorted and de-duplicated as it does. */
  readonly endpoints: readonly PlannedEndpoint[];
  /** For cluster policy; for local policy; and all that either reaches. Built on first use. */
  readonly cluster: readonly PlannedEndpoint[];
  readonly local: readonly PlannedEndpoint[];
  readonly reachable: readonly PlannedEndpoint[];
  /** Any usable endpoint on any node. */
  readonly hasAnyEndpoint: boolean;
  /** Why the cluster-policy list is what it is (the local one where only that is used). */
  readonly selection: Selection;
  /** Why the local-policy list is what it is; it never follows hints. */
  readonly localSelection: Selection;
  /** Path of this port in the Service: `spec.ports[0]`. */
  readonly portField: string;
  /** Where `field` of the Service was written (`spec.externalTrafficPolicy`); without one, this port's entry of `spec.ports`. */
  origin(field?: string): Origin;
}

export interface PlannedEndpoint {
  readonly ip: string;
  readonly address: Address;
  readonly port: number;
  /** `ip:port`, `[ip]:port` */
  readonly text: string;
  readonly node: string | undefined;
  readonly zone: string | undefined;
  readonly isLocal: boolean;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
  /** `ns/name` of the pod, where the slice says so. */
  readonly pod: string | undefined;
  /** The EndpointSlice it comes from, as `ns/name`. */
  readonly slice: string;
}
