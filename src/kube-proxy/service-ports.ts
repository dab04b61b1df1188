import type { Service } from '../api/service/type.ts';
import { objectKey, type Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { serviceNotes, type PlainNote } from '../cluster/service-notes.ts';
import { isLeftOut } from '../cluster/slice-notes.ts';
import type { Family } from '../net/address.ts';
import { sloppyAddress } from './addresses.ts';
import { compareText } from './endpoints-of.ts';
import type { PortPlan } from './service-plan.ts';
import { PLAIN, serviceFacts, type ServiceFacts } from './service-facts.ts';
import { serviceSlices, type ServiceSlices } from './service-slices.ts';
import { layoutOf, type Layout } from './version.ts';

const knownPorts = derived<Cluster, Map<Family, readonly Port[]>>(() => new Map());

/** What every node knows alike of the Service ports, in the order of plans: by namespace, name, port name and protocol. */
export function servicePorts(cluster: Cluster, family: Family): readonly Port[] {
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
export interface Shared {
  readonly known: Known;
  readonly namespace: string;
  readonly name: string;
  readonly facts: ServiceFacts;
  readonly clusterIP: string;
}

/** One Service port, as all nodes see it. */
export class Port {
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
