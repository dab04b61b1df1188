import type { Origin } from '../../net/origin.ts';
import { elementComment, serviceBase } from './names.ts';
import type { PortPlan } from '../service-plan.ts';

/** What happens to a Service port in nftables mode, named as the proxier names it; see syncProxyRules in pkg/proxy/nftables. */
export class NftPort {
  readonly plan: PortPlan;
  #base: string | undefined;

  constructor(plan: PortPlan) {
    this.plan = plan;
  }

  get base(): string {
    return (this.#base ??= serviceBase(this.plan));
  }
  get usesClusterChain(): boolean {
    return this.plan.usesClusterEndpoints && this.plan.cluster.length > 0;
  }
  get usesLocalChain(): boolean {
    return this.plan.usesLocalEndpoints && this.plan.local.length > 0;
  }
  /** Also without external endpoints: pods and the node take the short cut through it to all endpoints. */
  get usesExternalChain(): boolean {
    return this.plan.hasAnyEndpoint && this.plan.externallyAccessible;
  }
  get usesFirewallChain(): boolean {
    return this.plan.loadBalancerIPs.length > 0 && this.plan.loadBalancerSourceRanges.length > 0;
  }
  get hasInternalEndpoints(): boolean {
    return this.plan.hasAnyEndpoint && (!this.plan.internalPolicyLocal || this.plan.local.length > 0);
  }
  get hasExternalEndpoints(): boolean {
    return this.plan.hasAnyEndpoint && (!this.plan.externalPolicyLocal || this.plan.local.length > 0);
  }
  get internalChain(): string {
    return `${this.plan.internalPolicyLocal ? 'local' : 'service'}-${this.base}`;
  }
  get externalPolicyChain(): string {
    return `${this.plan.externalPolicyLocal ? 'local' : 'service'}-${this.base}`;
  }
  get externalChain(): string {
    return `external-${this.base}`;
  }
  get firewallChain(): string {
    return `firewall-${this.base}`;
  }
  /** Nobody at all is refused; somebody elsewhere, but not for this policy, is dropped. */
  get emptyVerdict(): string {
    return this.plan.hasAnyEndpoint ? 'drop' : 'goto reject-chain';
  }
}

/** An element that belongs to a Service port; its origin is looked up when somebody asks. */
export class PlannedElement {
  readonly key: readonly string[];
  readonly value?: string;
  readonly comment?: string;
  readonly #port: NftPort;
  readonly #field: string | undefined;

  constructor(port: NftPort, key: readonly string[], field?: string, value?: string, withComment = false) {
    this.key = key;
    if (value !== undefined) this.value = value;
    if (withComment) this.comment = elementComment(port.plan);
    this.#port = port;
    this.#field = field;
  }

  get origin(): Origin {
    return this.#port.plan.origin(this.#field);
  }
}
