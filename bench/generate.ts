import { stringify } from 'yaml';
import type { EndpointSlice } from '../src/api/endpoint-slice/type.ts';
import type { KubeObject } from '../src/api/meta.ts';
import type { Node } from '../src/api/node/type.ts';
import type { Service } from '../src/api/service/type.ts';
import { Cluster } from '../src/cluster/cluster.ts';
import { GrowingList } from '../src/cluster/growing-list.ts';
import { DEFAULT_CONFIG } from '../src/cluster/config.ts';
import { addressV4, address } from '../src/net/address.ts';

/** Clusters of any size for the benchmarks: Services and their EndpointSlices, without the pods behind them. */
export interface Size {
  readonly services: number;
  /** Endpoints of each Service. */
  readonly endpoints: number;
  readonly nodes?: number;
}

const CREATED = '2026-11-22T03:51:02Z';
/** The pod network of generated clusters: a quarter of a million endpoints on each of up to 16 nodes. */
const PODS = '10.128.0.0';
const PODS_OF_NODE = 2 ** 18;
const SERVICES = '10.64.0.0';

/** All objects of a cluster of that size: the same for the same size. */
export function* generateObjects({ services, endpoints, nodes = 3 }: Size): Generator<KubeObject> {
  for (let i = 0; i < nodes; i++) yield node(i);
  for (let i = 0; i < services; i++) {
    yield service(i);
    yield slice(i, endpoints, nodes);
  }
}

/** Such a cluster as a value, ready for a state store. */
export function generateCluster(size: Size): Cluster {
  const nodes = new Map<string, KubeObject>();
  const services = new Map<string, KubeObject>();
  const endpointslices = new Map<string, KubeObject>();
  let revision = 0;
  for (const object of generateObjects(size)) {
    const { name, namespace } = object.metadata;
    object.metadata.resourceVersion = String(++revision);
    if (object.kind === 'Node') nodes.set(name, object);
    else (object.kind === 'Service' ? services : endpointslices).set(`${namespace}/${name}`, object);
  }
  return new Cluster({
    config: {
      ...DEFAULT_CONFIG,
      serviceCIDRs: [`${SERVICES}/10`],
      podCIDRs: [`${PODS}/10`],
      proxy: { ...DEFAULT_CONFIG.proxy, clusterCIDR: `${PODS}/10` },
    },
    revision,
    objects: new Map([
      ['nodes', nodes],
      ['services', services],
      ['endpointslices', endpointslices],
    ]),
    sources: new Map(),
    ledger: GrowingList.of([]),
    extras: {},
  });
}

/** So many pods on each node that belong to no Service, by key. */
export function clients(each: number, nodes = 3): Map<string, KubeObject> {
  const pods = new Map<string, KubeObject>();
  for (let node = 0; node < nodes; node++) {
    for (let i = 0; i < each; i++) {
      const name = `client-${node}-${i}`;
      const podIP = ip(PODS, (node + 1) * PODS_OF_NODE - 1000 + i);
      pods.set(`default/${name}`, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', uid: name, creationTimestamp: CREATED },
        spec: { nodeName: nodeName(node), containers: [{ name: 'client', image: 'client' }] },
        status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
      });
    }
  }
  return pods;
}

/** Such a cluster as one YAML stream for `apply` or `import`. */
export function generateManifests(size: Size): string {
  const documents: string[] = [];
  for (const object of generateObjects(size)) documents.push(stringify(object));
  return documents.join('---\n');
}

function ip(base: string, offset: number): string {
  return addressV4((address(base).bits as number) + offset).text;
}

function nodeName(i: number): string {
  return `node${i + 1}`;
}

function podCIDR(node: number): string {
  return `${ip(PODS, node * PODS_OF_NODE)}/14`;
}

function node(i: number): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName(i),
      uid: `node-${i}`,
      creationTimestamp: CREATED,
      labels: { 'kubernetes.io/hostname': nodeName(i) },
    },
    spec: { podCIDR: podCIDR(i), podCIDRs: [podCIDR(i)] },
    status: {
      addresses: [{ type: 'InternalIP', address: ip('192.168.0.2', i) }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
}

function names(i: number): { name: string; namespace: string } {
  return { name: `svc-${i}`, namespace: `ns-${i % 100}` };
}

function service(i: number): Service {
  const clusterIP = ip(SERVICES, i + 1);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...names(i), uid: `service-${i}`, creationTimestamp: CREATED },
    spec: {
      type: 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      selector: { app: `svc-${i}` },
      ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
    },
    status: { loadBalancer: {} },
  };
}

function slice(i: number, endpoints: number, nodes: number): EndpointSlice {
  const { name, namespace } = names(i);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${(i * 7919).toString(36)}`,
      namespace,
      uid: `slice-${i}`,
      creationTimestamp: CREATED,
      labels: { 'kubernetes.io/service-name': name },
    },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: Array.from({ length: endpoints }, (_, j) => ({
      addresses: [ip(PODS, ((i + j) % nodes) * PODS_OF_NODE + i * endpoints + j + 2)],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: nodeName((i + j) % nodes),
      targetRef: { kind: 'Pod', namespace, name: `${name}-${j}`, uid: `pod-${i}-${j}` },
    })),
  };
}
