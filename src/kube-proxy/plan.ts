import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { originOf } from '../cluster/origin.ts';
import type { Family } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import { categorize, type Categories } from './categorize.ts';
import { endpointsOf } from './endpoints-of.ts';
import { nodeZone } from './node-facts.ts';
import type { PlannedEndpoint, PortPlan, Selection } from './service-plan.ts';
import { servicePorts, type Port, type Shared } from './service-ports.ts';
import type { TopologyView } from './topology.ts';

const plansOf = derived<Cluster, Map<string, readonly PortPlan[]>>(() => new Map());

/**
 * A plan for every Service port that the kube-proxy of `nodeName` programs in this family, by namespace, name, port name
 * and protocol. Endpoint lists are built on first use. Headless and ExternalName Services, and those left to another
 * proxy, have none. A name that is no node of the cluster is a node without addresses, zone and local endpoints.
 */
export function servicePlans(cluster: Cluster, nodeName: string, family: Family): readonly PortPlan[] {
  const known = plansOf(cluster);
  const key = `${family} ${nodeName}`;
  let plans = known.get(key);
  if (!plans) known.set(key, (plans = buildPlans(cluster, nodeName, family)));
  return plans;
}

function buildPlans(cluster: Cluster, nodeName: string, family: Family): PortPlan[] {
  const view: TopologyView = { node: nodeName, zone: nodeZone(cluster, nodeName) };
  return servicePorts(cluster, family).map((port) => new Plan(port, view));
}

/** One Service port, as one node sees it. All that nodes see alike is asked of the port: there is a plan for each node and port. */
class Plan implements PortPlan {
  readonly #port: Port;
  readonly #shared: Shared;
  readonly #view: TopologyView;
  #endpoints: readonly PlannedEndpoint[] | undefined;
  #categories: Categories | undefined;

  constructor(port: Port, view: TopologyView) {
    this.#port = port;
    this.#shared = port.shared;
    this.#view = view;
  }

  get name(): string {
    return `${this.namespace}/${this.service}${this.portName === '' ? '' : `:${this.portName}`}`;
  }
  get portName(): string {
    return this.#port.portName;
  }
  get protocol(): PortPlan['protocol'] {
    return this.#port.protocol;
  }
  get port(): number {
    return this.#port.port;
  }
  get nodePort(): number {
    return this.#port.nodePort;
  }
  get portField(): string {
    return `spec.ports[${this.#port.index}]`;
  }
  get externallyAccessible(): boolean {
    const { loadBalancerIPs, externalIPs } = this.#shared.facts;
    return this.nodePort !== 0 || loadBalancerIPs.length > 0 || externalIPs.length > 0;
  }
  get namespace(): string {
    return this.#shared.namespace;
  }
  get service(): string {
    return this.#shared.name;
  }
  get family(): Family {
    return this.#shared.known.family;
  }
  get clusterIP(): string {
    return this.#shared.clusterIP;
  }
  get externalIPs(): readonly string[] {
    return this.#shared.facts.externalIPs;
  }
  get loadBalancerIPs(): readonly string[] {
    return this.#shared.facts.loadBalancerIPs;
  }
  get loadBalancerSourceRanges(): readonly string[] {
    return this.#shared.facts.loadBalancerSourceRanges;
  }
  get healthCheckNodePort(): number {
    return this.#shared.facts.healthCheckNodePort;
  }
  get affinitySeconds(): number {
    return this.#shared.facts.affinitySeconds;
  }
  get internalPolicyLocal(): boolean {
    return this.#shared.facts.internalPolicyLocal;
  }
  get externalPolicyLocal(): boolean {
    return this.#shared.facts.externalPolicyLocal;
  }
  get usesClusterEndpoints(): boolean {
    return !this.internalPolicyLocal || this.externallyAccessible;
  }
  get usesLocalEndpoints(): boolean {
    return this.internalPolicyLocal || (this.externalPolicyLocal && this.externallyAccessible);
  }
  get endpoints(): readonly PlannedEndpoint[] {
    const { slices, layout } = this.#shared.known;
    return (this.#endpoints ??= endpointsOf(slices.of(this.#port.key), this, this.#view.node, layout));
  }
  get cluster(): readonly PlannedEndpoint[] {
    return this.#categorized().cluster;
  }
  get local(): readonly PlannedEndpoint[] {
    return this.#categorized().local;
  }
  get reachable(): readonly PlannedEndpoint[] {
    return this.#categorized().reachable;
  }
  get hasAnyEndpoint(): boolean {
    // A ready endpoint anywhere is one in every list that counts: no need to sort them all to know it.
    return this.#port.hasReady || this.#categorized().hasAnyEndpoint;
  }
  get selection(): Selection {
    return this.#categorized().selection;
  }
  get localSelection(): Selection {
    return this.#categorized().localSelection;
  }

  origin(field = this.portField): Origin {
    const { namespace, service: name } = this;
    return originOf(
      this.#shared.known.cluster,
      'services',
      { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name } },
      field,
    );
  }

  #categorized(): Categories {
    return (this.#categories ??= categorize(this.endpoints, this, this.#view, this.#shared.known.layout));
  }
}
