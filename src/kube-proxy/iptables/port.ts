import type { Family } from '../../net/address.ts';
import { endpointChainName, portChainNames, type PortChainNames } from './names.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { PlannedEndpoint, PortPlan } from '../service-plan.ts';

/** What a rule builder knows beside the one Service port: the node, and what holds for all of the family's Services. */
export interface ProxySetting {
  readonly facts: NodeFacts;
  readonly family: Family;
  /** False in a cluster of more than 1000 endpoints: comments of Service and endpoint chains are left out. */
  readonly withComments: () => boolean;
  /** The ports whose chains were named so far, by the hash in those names: a chain that a rule leads to is one of theirs. */
  readonly named: Map<string, PortRules>;
}

/** One Service port with the names of its chains, which are computed when asked for. */
export class PortRules {
  readonly plan: PortPlan;
  readonly setting: ProxySetting;
  #names: PortChainNames | undefined;
  #endpointNames: Map<PlannedEndpoint, string> | undefined;

  constructor(plan: PortPlan, setting: ProxySetting) {
    this.plan = plan;
    this.setting = setting;
  }

  get names(): PortChainNames {
    if (!this.#names) {
      this.#names = portChainNames(this.plan);
      this.setting.named.set(this.hash, this);
    }
    return this.#names;
  }

  /** What all of the port's own chains have at the end of their names. */
  get hash(): string {
    return this.names.cluster.slice('KUBE-SVC-'.length);
  }

  endpointChain(endpoint: PlannedEndpoint): string {
    const names = (this.#endpointNames ??= new Map());
    let name = names.get(endpoint);
    if (name === undefined) names.set(endpoint, (name = endpointChainName(this.plan, endpoint.text)));
    return name;
  }

  /** Somebody serves traffic from inside the cluster. */
  get hasInternal(): boolean {
    const { plan } = this;
    return plan.hasAnyEndpoint && !(plan.internalPolicyLocal && plan.local.length === 0);
  }

  /** Somebody serves traffic from outside. */
  get hasExternal(): boolean {
    const { plan } = this;
    return plan.hasAnyEndpoint && !(plan.externalPolicyLocal && plan.local.length === 0);
  }

  get usesExternalChain(): boolean {
    return this.plan.externallyAccessible && this.plan.hasAnyEndpoint;
  }

  get usesFirewallChain(): boolean {
    const { plan } = this;
    return plan.loadBalancerIPs.length > 0 && plan.loadBalancerSourceRanges.length > 0 && plan.hasAnyEndpoint;
  }

  get usesClusterChain(): boolean {
    return this.plan.usesClusterEndpoints && this.plan.cluster.length > 0;
  }

  get usesLocalChain(): boolean {
    return this.plan.usesLocalEndpoints && this.plan.local.length > 0;
  }

  get internalChain(): string {
    return this.plan.internalPolicyLocal ? this.names.local : this.names.cluster;
  }

  get externalPolicyChain(): string {
    return this.plan.externalPolicyLocal ? this.names.local : this.names.cluster;
  }

  get loadBalancerChain(): string {
    return this.usesFirewallChain ? this.names.firewall : this.names.external;
  }
}
