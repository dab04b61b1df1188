import type { NodeFacts } from '../node-facts.ts';
import type { SetKind } from './set-kinds.ts';
import { rangesHoldNode } from '../source-ranges.ts';
import type { PlannedEndpoint, PortPlan } from '../service-plan.ts';

const NONE: readonly string[] = [];

/** What one Service port needs on a node in IPVS mode. Source: syncProxyRules (pkg/proxy/ipvs/proxier.go). */
export class IpvsPort {
  readonly plan: PortPlan;
  readonly #facts: NodeFacts;
  readonly #nodePortAddresses: readonly string[];

  constructor(plan: PortPlan, facts: NodeFacts, nodePortAddresses: readonly string[]) {
    this.plan = plan;
    this.#facts = facts;
    this.#nodePortAddresses = nodePortAddresses;
  }

  /** Addresses of virtual servers, the Service field behind each, and whether kube-ipvs0 gets the address. */
  *entries(): Iterable<{
    readonly ip: string;
    readonly port: number;
    readonly field: string;
    readonly isBound: boolean;
    readonly isExternal: boolean;
  }> {
    const { plan } = this;
    const { port } = plan;
    yield { ip: plan.clusterIP, port, field: 'spec.clusterIP', isBound: true, isExternal: false };
    for (const ip of plan.externalIPs)
      yield { ip, port, field: 'spec.externalIPs', isBound: this.#isBound(ip), isExternal: true };
    for (const ip of plan.loadBalancerIPs)
      yield { ip, port, field: 'status.loadBalancer', isBound: this.#isBound(ip), isExternal: true };
    if (plan.nodePort === 0) return;
    for (const ip of this.#nodePortAddresses) {
      yield { ip, port: plan.nodePort, field: plan.portField, isBound: false, isExternal: true };
    }
  }

  /** An address that the node has anyway is not put on kube-ipvs0 too; 1.20 did not look. */
  #isBound(ip: string): boolean {
    return this.#facts.layout === '1.20' || !this.#facts.addresses(this.plan.family).includes(ip);
  }

  /**
   * The endpoints behind an address. Where policy Local finds none on the node all serve: nothing is dropped in this mode
   * (since 1.21; before, the virtual server stayed empty).
   */
  endpoints(isExternal: boolean): readonly PlannedEndpoint[] {
    const { plan } = this;
    const isLocal = isExternal ? plan.externalPolicyLocal : plan.internalPolicyLocal;
    if (!isLocal) return plan.cluster;
    return plan.local.length > 0 || this.#facts.layout === '1.20' ? plan.local : plan.cluster;
  }

  /** Whether one of the source ranges holds the node's own address. */
  get admitsNode(): boolean {
    return rangesHoldNode(this.plan, this.#facts);
  }

  /** Load balancer addresses that the node itself may not use. */
  get closedToNode(): readonly string[] {
    const { plan } = this;
    return plan.loadBalancerSourceRanges.length > 0 && !this.admitsNode ? plan.loadBalancerIPs : [];
  }

  /** What the port puts into one set. */
  members(kind: SetKind): readonly string[] {
    const { plan } = this;
    const { protocol } = plan;
    const at = (ips: readonly string[]): readonly string[] =>
      ips.length === 0 ? NONE : ips.map((ip) => `${ip},${protocol}:${plan.port}`);
    switch (kind) {
      case 'LOOP-BACK':
        return plan.endpoints.filter(({ isLocal }) => isLocal).map(({ ip, port }) => `${ip},${protocol}:${port},${ip}`);
      case 'CLUSTER-IP':
        return at([plan.clusterIP]);
      case 'EXTERNAL-IP':
        return plan.externalPolicyLocal ? NONE : at(plan.externalIPs);
      case 'EXTERNAL-IP-LOCAL':
        return plan.externalPolicyLocal ? at(plan.externalIPs) : NONE;
      case 'LOAD-BALANCER':
        return at(plan.loadBalancerIPs);
      case 'LOAD-BALANCER-LOCAL':
        return plan.externalPolicyLocal ? at(plan.loadBalancerIPs) : NONE;
      case 'LOAD-BALANCER-FW':
        return plan.loadBalancerSourceRanges.length > 0 ? at(plan.loadBalancerIPs) : NONE;
      case 'LOAD-BALANCER-SOURCE-CIDR':
        if (plan.loadBalancerSourceRanges.length === 0) return NONE;
        return at(plan.loadBalancerIPs).flatMap((entry) =>
          plan.loadBalancerSourceRanges.map((range) => `${entry},${shortRange(range)}`),
        );
      case 'LOAD-BALANCER-SOURCE-IP':
        return plan.loadBalancerIPs.length > 0 && this.admitsNode
          ? plan.loadBalancerIPs.map((ip) => `${ip},${protocol}:${plan.port},${ip}`)
          : [];
      case 'HEALTH-CHECK-NODE-PORT':
        return this.#hasHealthCheck ? [String(plan.healthCheckNodePort)] : [];
      case 'IPVS-IPS':
        return [...this.entries()].filter(({ isBound }) => isBound).map(({ ip }) => ip);
      default:
        return this.#nodePortMembers(kind);
    }
  }

  /** Without an address for node ports the rest of the Service port is left out, its health check too. */
  get #hasHealthCheck(): boolean {
    const { healthCheckNodePort, nodePort } = this.plan;
    return healthCheckNodePort !== 0 && (nodePort === 0 || this.#nodePortAddresses.length > 0);
  }

  #nodePortMembers(kind: SetKind): readonly string[] {
    const { nodePort, protocol, externalPolicyLocal } = this.plan;
    if (nodePort === 0 || this.#nodePortAddresses.length === 0) return NONE;
    const word = protocol.toUpperCase();
    if (kind.includes('LOCAL') && !externalPolicyLocal) return [];
    if (!kind.includes(word)) return [];
    return protocol === 'sctp' ? this.#nodePortAddresses.map((ip) => `${ip},sctp:${nodePort}`) : [String(nodePort)];
  }
}

/** ipset writes a network of one address without its length. */
function shortRange(range: string): string {
  return range.replace(/\/(?:32|128)$/, (length) => (length === '/32' ? (range.includes(':') ? length : '') : ''));
}
