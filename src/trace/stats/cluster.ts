import type { KubeObject } from '../../api/meta.ts';
import { Cluster } from '../../cluster/cluster.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { GrowingList } from '../../cluster/growing-list.ts';
import { addressPlus, address } from '../../net/address.ts';

const NODE = 'node1';

/**
 * A cluster of `services` Services with one port and `endpoints` ready endpoints each, on one node called node1: for asking how
 * a mode grows. Nothing of it is stored anywhere.
 */
export function clusterOfSize(config: ClusterConfig, services: number, endpoints: number): Cluster {
  const objects = {
    nodes: new Map<string, KubeObject>(),
    services: new Map<string, KubeObject>(),
    endpointslices: new Map<string, KubeObject>(),
  };
  objects.nodes.set(NODE, {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: NODE },
    spec: { podCIDRs: ['10.244.0.0/24'] },
    status: { addresses: [{ type: 'InternalIP', address: '192.0.2.10' }] },
  } as KubeObject);
  const firstService = address('10.96.0.1');
  const firstPod = address('10.128.0.1');
  for (let i = 0; i < services; i++) {
    const name = `service-${i}`;
    const clusterIP = addressPlus(firstService, i).text;
    objects.services.set(`default/${name}`, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: {
        type: 'ClusterIP',
        clusterIP,
        clusterIPs: [clusterIP],
        ipFamilies: ['IPv4'],
        ports: [{ port: 80, protocol: 'TCP' }],
      },
    } as KubeObject);
    const ready = Array.from({ length: endpoints }, (_, k) => ({
      addresses: [addressPlus(firstPod, i * endpoints + k).text],
      conditions: { ready: true },
      nodeName: k === 0 ? NODE : 'node2',
    }));
    objects.endpointslices.set(`default/${name}`, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ name: '', port: 8080, protocol: 'TCP' }],
      endpoints: ready,
    } as KubeObject);
  }
  return new Cluster({
    config: { ...config, serviceCIDRs: ['10.96.0.0/12'], imported: true },
    revision: 0,
    objects: new Map(Object.entries(objects)),
    sources: new Map(),
    ledger: GrowingList.of([]),
    extras: {},
  });
}
