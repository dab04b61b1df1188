import fc from 'fast-check';
import type { LocalDetection, ProxyConfig } from '../../src/cluster/config.ts';

/** Clusters that nobody thought of: what one is made of, as fast-check draws (and shrinks) it. `cluster.ts` makes objects of it. */

export interface ClusterPlan {
  readonly stack: 'IPv4' | 'dual' | 'IPv6';
  readonly nodes: readonly NodePlan[];
  readonly services: readonly ServicePlan[];
  /** By node and slot: what the pods there listen on (`kubesim.dev/listen`); undefined: nobody says. */
  readonly listen: readonly (string | undefined)[];
  readonly proxy: Partial<ProxyConfig>;
  readonly podNetwork: 'bridge' | 'ptp';
  /** How packets go from node to node. */
  readonly overlay: 'routed' | 'vxlan';
}

export interface NodePlan {
  readonly zone: string | undefined;
  /** A second address of its own, of that type. */
  readonly second: 'InternalIP' | 'ExternalIP' | undefined;
}

export interface ServicePlan {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
  readonly headless: boolean;
  /** Picks from those of the cluster: one or both. */
  readonly families: number;
  readonly ports: readonly PortPlan[];
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly affinity: number | undefined;
  readonly externalIPs: readonly number[];
  readonly ingress: readonly ('VIP' | 'Proxy' | 'none' | 'hostname')[];
  readonly ranges: readonly number[];
  readonly nodePorts: boolean;
  readonly publishNotReady: boolean;
  readonly slices: readonly SlicePlan[];
}

export interface PortPlan {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  /** The same number as the port before, over the other protocol. */
  readonly shared: boolean;
}

export interface SlicePlan {
  /** What stands behind each of the Service's ports; undefined: this slice does not have that port. */
  readonly ports: readonly (number | undefined)[];
  readonly endpoints: readonly EndpointPlan[];
}

export interface EndpointPlan {
  readonly kind: 'pod' | 'bare' | 'host' | 'outside' | 'homeless';
  readonly node: number;
  readonly slot: number;
  readonly state: 'silent' | 'ready' | 'unready' | 'serving' | 'ending';
  readonly hints: 'none' | 'own zone' | 'zones' | 'own node' | 'node';
}

/** Mostly the first, sometimes one of the others. */
function mostly<T>(usual: T, ...others: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...others) });
}

const endpointPlan: fc.Arbitrary<EndpointPlan> = fc.record({
  kind: fc.oneof(
    { weight: 7, arbitrary: fc.constant('pod' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('bare' as const, 'host' as const, 'outside' as const, 'homeless' as const),
    },
  ),
  node: fc.nat(7),
  slot: fc.nat(2),
  state: mostly<EndpointPlan['state']>('ready', 'silent', 'unready', 'serving', 'ending'),
  hints: mostly<EndpointPlan['hints']>('none', 'own zone', 'zones', 'own node', 'node'),
});

const slicePlan: fc.Arbitrary<SlicePlan> = fc.record({
  ports: fc.array(mostly<number | undefined>(8080, 8081, 80, undefined), { minLength: 3, maxLength: 3 }),
  endpoints: fc
    .tuple(fc.array(endpointPlan, { maxLength: 4 }), mostly<EndpointPlan['hints'] | undefined>(undefined, 'own zone', 'own node'))
    .map(([endpoints, hints]) => endpoints.map((each) => (hints === undefined ? each : { ...each, hints }))),
}); // prettier-ignore

const servicePlan: fc.Arbitrary<ServicePlan> = fc.record({
  type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
  headless: mostly(false, false, true),
  families: fc.nat(3),
  ports: fc.array(fc.record({ protocol: mostly<PortPlan['protocol']>('TCP', 'UDP', 'UDP', 'SCTP'), shared: fc.boolean() }), { minLength: 1, maxLength: 3 }), // prettier-ignore
  internalLocal: mostly(false, true),
  externalLocal: fc.boolean(),
  affinity: mostly<number | undefined>(undefined, 10_800, 60),
  externalIPs: fc.uniqueArray(fc.nat(4), { maxLength: 2 }),
  ingress: fc.array(mostly<ServicePlan['ingress'][number]>('VIP', 'Proxy', 'none', 'hostname'), { maxLength: 2 }),
  ranges: fc.oneof(fc.constant([]), fc.uniqueArray(fc.nat(7), { maxLength: 3 })),
  nodePorts: mostly(true, false),
  publishNotReady: mostly(false, true),
  slices: fc.oneof(
    { weight: 5, arbitrary: fc.array(slicePlan, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
}); // prettier-ignore

const proxyPlan: fc.Arbitrary<Partial<ProxyConfig>> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        masqueradeAll: fc.boolean(),
        clusterCIDR: fc.constant(''),
        detectLocal: fc.constantFrom<LocalDetection>({ mode: 'NodeCIDR' }, { mode: 'BridgeInterface', name: 'cbr0' }, { mode: 'InterfaceNamePrefix', name: 'v' }), // prettier-ignore
        localhostNodePorts: fc.boolean(),
        masqueradeBit: fc.nat(31),
        nodePortAddresses: fc.constantFrom(['192.168.2.0/24', 'fd00:192:168::/64'], ['127.0.0.0/8'], ['primary'], ['192.168.3.0/24', '192.168.2.118/32'], ['10.0.0.0/8']), // prettier-ignore
      },
      { requiredKeys: [] },
    ),
  },
); // prettier-ignore

export const clusterPlan: fc.Arbitrary<ClusterPlan> = fc.record({
  stack: mostly<ClusterPlan['stack']>('IPv4', 'dual', 'dual', 'IPv6'),
  nodes: fc.array(
    fc.record({
      zone: fc.constantFrom('a', 'b', undefined),
      second: mostly<NodePlan['second']>(undefined, 'InternalIP', 'ExternalIP'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  services: fc.array(servicePlan, { minLength: 1, maxLength: 6 }),
  listen: fc.array(mostly<string | undefined>(undefined, '', '8080,8080/udp', '8081'), { minLength: 4, maxLength: 4 }),
  proxy: proxyPlan,
  podNetwork: fc.constantFrom('bridge', 'ptp'),
  overlay: mostly<ClusterPlan['overlay']>('routed', 'vxlan'),
});
