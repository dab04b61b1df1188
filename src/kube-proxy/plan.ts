import type { Service } from '../api/service/type.ts';
import { objectKey, type Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { originOf } from '../cluster/origin.ts';
import { serviceNotes, type PlainNote } from '../cluster/service-notes.ts';
import { isLeftOut } from '../cluster/slice-notes.ts';
import type { Family } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import { sloppyAddress } from './addresses.ts';
import { categorize, type Categories } from './categorize.ts';
import { compareText, endpointsOf } from './endpoints-of.ts';
import { nodeZone } from './node-facts.ts';
import type { PlannedEndpoint, PortPlan, Selection } from './service-plan.ts';
import { PLAIN, serviceFacts, type ServiceFacts } from './service-facts.ts';
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
  const known = { cluster, family, slices: serviceSlices(cluster), layout };
  // By namespace and name.
  const notes = cluster.notedServices() ?? serviceNotes(cluster.all('services'));
  return notes.flatMap((note) => (note.length === 4 ? plainPorts(note, known) : portsOfService(note[2], known)));
}

const NO_PORTS: readonly Port[] = [];

function plainPorts([namespace, name, clusterIP, ports]: PlainNote, known: Known): readonly Port[] {
  if (clusterIP.includes(':') !== (known.family === 6)) return NO_PORTS;
  const shared: Shared = { known, namespace, name, facts: PLAIN, clusterIP };
  const [only] = ports;
  if (only && ports.length === 1) return [new Port(shared, only[0], only[1], only[2], 0, 0)];
  return ports.map(([portName, protocol, port], i) => new Port(shared, portName, protocol, port, 0, i)).sort(comparePorts); // prettier-ignore
}

function portsOfService(service: Service, known: Known): readonly Port[] {
  const { family, layout } = known;
  const clusterIP = programmedAddress(service, family);
  if (clusterIP === undefined || isLeftOut('services', service.metadata.labels, layout === '1.20')) return NO_PORTS;
  const { namespace = '', name } = service.metadata;
  const shared: Shared = { known, namespace, name, facts: serviceFacts(service, family, layout), clusterIP };
  return (service.spec.ports ?? [])
    .map(
      ({ name: portName = '', protocol = 'TCP', port, nodePort = 0 }, index) =>
      new Port(shared, portName, protocol.toLowerCase() as PortPlan['protocol'], port, nodePort, index), // prettier-ignore
    )
    .sort(comparePorts);
}

function comparePorts(a: Port, b: Port): number {
  return compareText(a.portName, b.portName) || compareText(a.protocol, b.protocol);
}

/** The cluster address under which the family's proxier programs the Service; undefined where it programs nothing. */
function programmedAddress(service: Service, family: Family): string | undefined {
  const { spec } = service;
  const families = spec.ipFamilies ?? [];
  const index = families.indexOf(family === 4 ? 'IPv4' : 'IPv6');
  const text = families.length === 0 || index === 0 ? spec.clusterIP : index < 0 ? '' : spec.clusterIPs?.[index];
  const address = sloppyAddress(text ?? '');
  return address?.family === family ? address.text : undefined;
}

/** What all Services have in common. */
interface Known {
  readonly cluster: Cluster;
  readonly family: Family;
  readonly slices: ServiceSlices;
  readonly layout: Layout;
}

/** What the ports of a Service have in common. */
interface Shared {
  readonly known: Known;
  readonly namespace: string;
  readonly name: string;
  readonly facts: ServiceFacts;
  readonly clusterIP: string;
}

/** One Service port, as all nodes see it. */
class Port {
  readonly shared: Shared;
  readonly portName: string;
  readonly protocol: PortPlan['protocol'];
  readonly port: number;
  readonly nodePort: number;
  /** Its place in `spec.ports`. */
  readonly index: number;
  #hasReady: boolean | undefined;

  constructor(
    shared: Shared,
    portName: string,
    protocol: PortPlan['protocol'],
    port: number,
    nodePort: number,
    index: number,
  ) {
    this.shared = shared;
    this.portName = portName;
    this.protocol = protocol;
    this.port = port;
    this.nodePort = nodePort;
    this.index = index;
  }

  get key(): string {
    return objectKey(this.shared.namespace, this.shared.name);
  }

  /** Some endpoint anywhere is ready for certain. */
  get hasReady(): boolean {
    return (this.#hasReady ??= this.#looksReady());
  }

  #looksReady(): boolean {
    const { portName, protocol } = this;
    const { slices, family } = this.shared.known;
    return slices.hasReady(this.key, { portName, protocol, family });
  }
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
