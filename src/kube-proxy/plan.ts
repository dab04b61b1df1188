import type { Service, ServicePort } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { originOf } from '../cluster/origin.ts';
import { isLeftOut } from '../cluster/slice-notes.ts';
import type { Family } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import { sloppyAddress } from './addresses.ts';
import { categorize, type Categories } from './categorize.ts';
import { compareText, endpointsOf } from './endpoints-of.ts';
import { nodeZone } from './node-facts.ts';
import type { PlannedEndpoint, PortPlan, Selection } from './service-plan.ts';
import { serviceFacts, type ServiceFacts } from './service-facts.ts';
import { serviceSlices, type ServiceSlices } from './service-slices.ts';
import type { TopologyView } from './topology.ts';
import { layoutOf, type Layout } from './version.ts';

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
  return portsOf(cluster, family).map((port) => new Plan(port, view));
}

const knownPorts = derived<Cluster, Map<Family, readonly Port[]>>(() => new Map());

/** What every node knows alike of the Service ports, in the order of plans. */
function portsOf(cluster: Cluster, family: Family): readonly Port[] {
  const known = knownPorts(cluster);
  let ports = known.get(family);
  if (!ports) known.set(family, (ports = readPorts(cluster, family)));
  return ports;
}

function readPorts(cluster: Cluster, family: Family): Port[] {
  const layout = layoutOf(cluster.config.kubeVersion);
  const slices = serviceSlices(cluster);
  const ports: Port[] = [];
  for (const object of cluster.all('services').values()) {
    const service = object as Service;
    const clusterIP = programmedAddress(service, family);
    if (clusterIP === undefined || isLeftOut('services', service.metadata.labels, layout === '1.20')) continue;
    const facts = serviceFacts(service, family, layout);
    const shared = { cluster, service, key: keyOf(service), facts, clusterIP, family, slices, layout };
    for (const [index, port] of (service.spec.ports ?? []).entries()) ports.push(new Port(shared, port, index));
  }
  return ports.sort((a, b) => compareText(a.order, b.order));
}

/** The cluster address under which the family's proxier programs the Service; undefined where it programs nothing. */
function programmedAddress(service: Service, family: Family): string | undefined {
  const { spec } = service;
  if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') return undefined;
  const families = spec.ipFamilies ?? [];
  const index = families.indexOf(family === 4 ? 'IPv4' : 'IPv6');
  const text = families.length === 0 || index === 0 ? spec.clusterIP : index < 0 ? '' : spec.clusterIPs?.[index];
  const address = sloppyAddress(text ?? '');
  return address?.family === family ? address.text : undefined;
}

interface Shared {
  readonly cluster: Cluster;
  readonly service: Service;
  readonly key: string;
  readonly facts: ServiceFacts;
  readonly clusterIP: string;
  readonly family: Family;
  readonly slices: ServiceSlices;
  readonly layout: Layout;
}

/** One Service port, as all nodes see it. */
class Port {
  /** Namespace, name, port name, protocol: the order of plans. */
  readonly order: string;
  readonly name: string;
  readonly portName: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly nodePort: number;
  readonly externallyAccessible: boolean;
  readonly portField: string;
  readonly shared: Shared;
  #hasReady: boolean | undefined;

  constructor(shared: Shared, port: ServicePort, index: number) {
    const { namespace = '', name } = shared.service.metadata;
    this.shared = shared;
    this.portField = `spec.ports[${index}]`;
    this.portName = port.name ?? '';
    this.name = `${namespace}/${name}${this.portName === '' ? '' : `:${this.portName}`}`;
    this.protocol = (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp' | 'sctp';
    this.order = `${namespace}\0${name}\0${this.portName}\0${this.protocol}`;
    this.port = port.port;
    this.nodePort = port.nodePort ?? 0;
    this.externallyAccessible =
      this.nodePort !== 0 || shared.facts.loadBalancerIPs.length > 0 || shared.facts.externalIPs.length > 0;
  }

  /** Some endpoint anywhere is ready for certain. */
  get hasReady(): boolean {
    return (this.#hasReady ??= this.shared.slices.hasReady(this.shared.key, { portName: this.portName, protocol: this.protocol, family: this.shared.family })); // prettier-ignore
  }
}

class Plan implements PortPlan {
  readonly name: string;
  readonly portName: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  readonly nodePort: number;
  readonly externallyAccessible: boolean;
  readonly portField: string;
  readonly #port: Port;
  readonly #shared: Shared;
  readonly #view: TopologyView;
  #endpoints: readonly PlannedEndpoint[] | undefined;
  #categories: Categories | undefined;
  #hasAny: boolean | undefined;

  constructor(port: Port, view: TopologyView) {
    this.#port = port;
    this.#shared = port.shared;
    this.#view = view;
    this.name = port.name;
    this.portName = port.portName;
    this.protocol = port.protocol;
    this.port = port.port;
    this.nodePort = port.nodePort;
    this.externallyAccessible = port.externallyAccessible;
    this.portField = port.portField;
  }

  get namespace(): string {
    return this.#shared.service.metadata.namespace ?? '';
  }
  get service(): string {
    return this.#shared.service.metadata.name;
  }
  get family(): Family {
    return this.#shared.family;
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
    const { slices, key, layout } = this.#shared;
    return (this.#endpoints ??= endpointsOf(slices.of(key), this, this.#view.node, layout));
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
    return (this.#hasAny ??= this.#port.hasReady || this.#categorized().hasAnyEndpoint);
  }
  get selection(): Selection {
    return this.#categorized().selection;
  }
  get localSelection(): Selection {
    return this.#categorized().localSelection;
  }

  origin(field = this.portField): Origin {
    return originOf(this.#shared.cluster, 'services', this.#shared.service, field);
  }

  #categorized(): Categories {
    return (this.#categories ??= categorize(this.endpoints, this, this.#view, this.#shared.layout));
  }
}
