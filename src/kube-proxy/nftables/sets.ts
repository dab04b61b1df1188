import { sortedElements } from '../../nftables/element-order.ts';
import type { NftElement, NftSet } from '../../nftables/model.ts';
import type { NodeFacts } from '../node-facts.ts';
import { endpointBase } from './names.ts';
import { type NftPort, PlannedElement } from './plan.ts';
import type { NftPortIndex } from './service-index.ts';
import { nftNodePortAddresses } from './node-ports.ts';

const MOST_REMEMBERED = 50_000;

type ElementsOf = (port: NftPort) => PlannedElement[];

/** A set whose elements come from the Service ports: all of them are built for a listing, one port's for a look-up. */
class PlannedSet implements NftSet {
  readonly kind: 'set' | 'map';
  readonly name: string;
  readonly keyType: string;
  readonly valueType?: string;
  readonly comment: string;
  /** Keys begin with an address of a Service. */
  readonly #isOfPlaces: boolean;
  readonly #index: NftPortIndex;
  readonly #elementsOf: ElementsOf;
  #elements: readonly NftElement[] | undefined;
  /** Answers to earlier look-ups: packets ask for the same keys again and again. */
  readonly #found = new Map<string, NftElement | undefined>();

  constructor(name: string, type: string, comment: string, index: NftPortIndex, elementsOf: ElementsOf) {
    const [keyType = '', valueType] = type.split(' : ');
    this.kind = valueType === undefined ? 'set' : 'map';
    this.name = name;
    this.keyType = keyType;
    if (valueType !== undefined) this.valueType = valueType;
    this.comment = comment;
    this.#isOfPlaces = /^ipv[46]_addr(?! \. ipv[46]_addr)/.test(keyType);
    this.#index = index;
    this.#elementsOf = elementsOf;
  }

  get elements(): readonly NftElement[] {
    return (this.#elements ??= this.#build());
  }

  find(key: string): NftElement | undefined {
    if (this.#index.isOfNobody(key)) return undefined;
    const known = this.#found.get(key);
    if (known !== undefined || this.#found.has(key)) return known;
    const found = this.#search(key);
    if (this.#found.size >= MOST_REMEMBERED) this.#found.clear();
    this.#found.set(key, found);
    return found;
  }

  /** A hairpin is a connection of an address with itself. */
  mayBeginWith(address: string, next?: string): boolean {
    return this.#isOfPlaces ? this.#index.has(address) : next === undefined || next === address;
  }

  #search(key: string): NftElement | undefined {
    for (const port of this.#index.candidates(key)) {
      const found = this.#elementsOf(port).find((element) => element.key.join(' . ') === key);
      if (found) return found;
    }
    return undefined;
  }

  #build(): NftElement[] {
    const elements: NftElement[] = [];
    for (const port of this.#index.ports) for (const element of this.#elementsOf(port)) elements.push(element);
    return sortedElements(elements, this.keyType);
  }
}

/** The sets and maps that every table has, in the order in which the proxier creates them. */
export function nftSets(index: NftPortIndex, facts: NodeFacts, family: 4 | 6): NftSet[] {
  const address = family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  const port = 'inet_proto . inet_service';
  const planned = (name: string, type: string, comment: string, elementsOf: ElementsOf): NftSet =>
    new PlannedSet(name, type, comment, index, elementsOf);
  const noEndpoints = 'vmap to drop or reject packets to';
  const sets: NftSet[] = [
    planned('hairpin-connections', `${address} . ${address} . ${port}`, 'service hairpin connections', hairpins),
    planned('cluster-ips', address, 'Active ClusterIPs', (one) => [
      new PlannedElement(one, [one.plan.clusterIP], 'spec.clusterIP'),
    ]),
  ];
  const nodeIPs = nftNodePortAddresses(facts, family);
  if (nodeIPs !== 'all') {
    const elements = sortedElements(
      nodeIPs.map((ip) => ({ key: [ip] })),
      address,
    );
    sets.push({
      kind: 'set',
      name: 'nodeport-ips',
      keyType: address,
      comment: 'IPs that accept NodePort traffic',
      elements,
    });
  }
  sets.push(
    planned(
      'no-endpoint-services',
      `${address} . ${port} : verdict`,
      `${noEndpoints} services with no endpoints`,
      emptyServices,
    ),
    planned(
      'no-endpoint-nodeports',
      `${port} : verdict`,
      `${noEndpoints} service nodeports with no endpoints`,
      emptyNodePorts,
    ),
    planned(
      'firewall-ips',
      `${address} . ${port} : verdict`,
      'destinations that are subject to LoadBalancerSourceRanges',
      firewalls,
    ),
    planned(
      'service-ips',
      `${address} . ${port} : verdict`,
      'ClusterIP, ExternalIP and LoadBalancer IP traffic',
      services,
    ),
    planned('service-nodeports', `${port} : verdict`, 'NodePort traffic', nodePorts),
  );
  return sets;
}

function hairpins(port: NftPort): PlannedElement[] {
  const { plan } = port;
  return plan.reachable
    .filter((endpoint) => endpoint.isLocal)
    .map(({ ip, port: number }) => new PlannedElement(port, [ip, ip, plan.protocol, String(number)]));
}

function services(port: NftPort): PlannedElement[] {
  const { plan } = port;
  const elements: PlannedElement[] = [];
  if (port.hasInternalEndpoints)
    elements.push(atAddress(port, plan.clusterIP, undefined, `goto ${port.internalChain}`));
  if (!port.usesExternalChain) return elements;
  const value = `goto ${port.externalChain}`;
  for (const ip of plan.externalIPs) elements.push(atAddress(port, ip, 'spec.externalIPs', value));
  for (const ip of plan.loadBalancerIPs) elements.push(atAddress(port, ip, 'status.loadBalancer', value));
  return elements;
}

function emptyServices(port: NftPort): PlannedElement[] {
  const { plan } = port;
  const value = port.emptyVerdict;
  const elements = port.hasInternalEndpoints ? [] : [atAddress(port, plan.clusterIP, undefined, value, true)];
  if (port.hasExternalEndpoints) return elements;
  for (const ip of plan.externalIPs) elements.push(atAddress(port, ip, 'spec.externalIPs', value, true));
  for (const ip of plan.loadBalancerIPs) elements.push(atAddress(port, ip, 'status.loadBalancer', value, true));
  return elements;
}

function firewalls(port: NftPort): PlannedElement[] {
  if (!port.usesFirewallChain) return [];
  const value = `goto ${port.firewallChain}`;
  return port.plan.loadBalancerIPs.map((ip) => atAddress(port, ip, 'spec.loadBalancerSourceRanges', value));
}

function atAddress(
  port: NftPort,
  ip: string,
  field: string | undefined,
  value: string,
  comment = false,
): PlannedElement {
  return new PlannedElement(port, [ip, port.plan.protocol, String(port.plan.port)], field, value, comment);
}

function nodePorts(port: NftPort): PlannedElement[] {
  const { plan } = port;
  if (plan.nodePort === 0 || !port.usesExternalChain) return [];
  return [new PlannedElement(port, [plan.protocol, String(plan.nodePort)], undefined, `goto ${port.externalChain}`)];
}

function emptyNodePorts(port: NftPort): PlannedElement[] {
  const { plan } = port;
  if (plan.nodePort === 0 || port.hasExternalEndpoints) return [];
  return [new PlannedElement(port, [plan.protocol, String(plan.nodePort)], undefined, port.emptyVerdict, true)];
}

/** One set for each endpoint of a Service port with session affinity: the clients that it served last. */
export function affinitySets(port: NftPort): NftSet[] {
  const { plan } = port;
  const keyType = plan.family === 4 ? 'ipv4_addr' : 'ipv6_addr';
  if (plan.affinitySeconds === 0) return [];
  return plan.reachable.map((endpoint) => ({
    kind: 'set',
    name: `affinity-${endpointBase(plan, endpoint)}`,
    keyType,
    // The kernel's default for a set that rules fill.
    size: 65535,
    flags: ['dynamic', 'timeout'],
    timeout: plan.affinitySeconds,
    elements: [],
  }));
}
