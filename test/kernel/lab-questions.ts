import type { EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import type { Node } from '../../src/api/node/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { addressPlus, parseAddress } from '../../src/net/address.ts';
import { parsePrefix } from '../../src/net/prefix.ts';
import { endpointsOf } from './lab-plan.ts';
import type { Question } from './lab.ts';

/** Everybody asks everything: the questions that a cluster's objects suggest. */

export interface Asking {
  /** Ask over SCTP too. Few kernels speak it, so labs do not. */
  readonly sctp?: boolean;
  /** Clients outside, by the host through which they come in. */
  readonly clients: readonly { readonly address: string; readonly node: string }[];
  /** Pods that no object has. */
  readonly throwaway: readonly { readonly address: string; readonly node: string }[];
}

/** The place in a Service range of an address that no Service has. */
const NOBODYS = 60_000;
const LOOPBACK = ['127.0.0.1', '::1'];

type Source = Pick<Question, 'from' | 'node'> & { readonly family: 4 | 6 };

/** Every source (nodes, clients, throwaway pods, the first ready endpoint of each slice and node) asks every address of every Service. */
export function allQuestions(cluster: Cluster, asking: Asking): Question[] {
  const nodes = [...cluster.all('nodes').values()] as Node[];
  const targets = targetsOf(cluster, nodes, asking.sctp ? ['tcp', 'udp', 'sctp'] : ['tcp', 'udp']);
  return sourcesOf(cluster, nodes, asking).flatMap(({ family, ...source }) =>
    targets
      .filter(({ host }) => familyOf(host) === family)
      .filter(({ host }) => !LOOPBACK.includes(host) || source.from.startsWith('node/'))
      .map((target) => ({ ...source, ...target })),
  );
}

/** Every `step`th question, beginning at a place that depends on `seed`: a sample that is the same every time. */
export function sample(questions: readonly Question[], step: number, seed: number): Question[] {
  return questions.filter((_, index) => (index + seed) % step === 0);
}

function sourcesOf(cluster: Cluster, nodes: readonly Node[], asking: Asking): Source[] {
  const found = new Map<string, Source>();
  const add = (from: string, node: string, address: string): void => {
    const family = familyOf(address);
    if (family) found.set(`${from} ${node} ${family}`, { from, node, family });
  };
  for (const node of nodes)
    for (const address of addressesOf(node)) add(`node/${node.metadata.name}`, node.metadata.name, address);
  for (const { address, node } of asking.clients) add(`external=${address}`, node, address);
  for (const { address, node } of asking.throwaway) add(`pod=${address}`, node, address);
  const own = new Set(nodes.flatMap(addressesOf));
  const served = new Set<string>();
  for (const object of cluster.all('endpointslices').values()) {
    const { endpoints } = object as EndpointSlice;
    const service = object.metadata.labels?.['kubernetes.io/service-name'] ?? '';
    for (const { addresses, nodeName, conditions } of endpoints ?? []) {
      const [address = ''] = addresses;
      const once = `${object.metadata.namespace}/${service} ${nodeName} ${familyOf(address)}`;
      if (!nodeName || own.has(address) || conditions?.ready === false || served.has(once)) continue;
      served.add(once);
      add(`pod=${address}`, nodeName, address);
    }
  }
  return [...found.values()];
}

type Target = Pick<Question, 'host' | 'port' | 'protocol'>;

function targetsOf(cluster: Cluster, nodes: readonly Node[], protocols: readonly Target['protocol'][]): Target[] {
  const found = new Map<string, Target>();
  const add = (host: string | undefined, port: number | undefined, spoken: string): void => {
    const address = parseAddress(host ?? '');
    const protocol = protocols.find((each) => each === spoken);
    if (address && port && protocol)
      found.set(`${address.text} ${port} ${protocol}`, { host: address.text, port, protocol });
    if (address) found.set(`${address.text} ping`, { host: address.text, port: 0, protocol: 'icmp' });
  };
  const local = [...nodes.flatMap(addressesOf), ...LOOPBACK];
  for (const { address, port, protocol } of endpointsOf(cluster)) add(address, port, protocol);
  for (const prefix of cluster.config.serviceCIDRs.map((cidr) => parsePrefix(cidr)))
    add(prefix && addressPlus(prefix.address, NOBODYS).text, 80, 'tcp');
  for (const object of cluster.all('services').values()) {
    const { spec, status } = object as Service;
    const virtual = [
      ...(spec.clusterIPs ?? [spec.clusterIP ?? '']),
      ...(spec.externalIPs ?? []),
      ...(status?.loadBalancer?.ingress ?? []).map(({ ip }) => ip),
    ];
    for (const port of spec.ports ?? []) {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      for (const host of virtual) add(host, port.port, protocol);
      for (const host of local) add(host, port.nodePort, protocol);
    }
    const first = spec.ports?.[0]?.port;
    if (first) for (const host of virtual) add(host, first + 1, 'tcp');
    for (const host of local) add(host, spec.healthCheckNodePort, 'tcp');
  }
  return [...found.values()];
}

function addressesOf({ status }: Node): string[] {
  return (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
}

function familyOf(text: string): 4 | 6 | undefined {
  return parseAddress(text)?.family;
}
