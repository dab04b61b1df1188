import type { KubeObject } from '../../src/api/meta.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from '../../src/cluster/config.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest, type TraceOptions, type TraceResult } from '../../src/trace/trace.ts';
import { clusterOf } from '../recordings/load-dump.ts';

/** Small clusters for tests: two nodes, pods and Services in a few words. */

export function node(name: string, address: string, podCIDR: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    spec: { podCIDR, podCIDRs: [podCIDR] },
    status: { addresses: [{ type: 'InternalIP', address }] },
  };
}

export const NODES = [node('node1', '192.168.2.118', '10.244.1.0/24'), node('node2', '192.168.2.119', '10.244.2.0/24')];

interface PodWords {
  readonly labels?: Record<string, string>;
  readonly listen?: string;
  readonly ports?: { containerPort: number; name?: string; protocol?: string }[];
  readonly hostNetwork?: boolean;
  readonly namespace?: string;
}

export function pod(name: string, ip: string, words: PodWords = {}): KubeObject {
  const onFirst = ip.startsWith('10.244.1.') || ip === '192.168.2.118';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: words.namespace ?? 'default',
      labels: words.labels ?? { app: 'web' },
      ...(words.listen === undefined ? {} : { annotations: { 'kubesim.dev/listen': words.listen } }),
    },
    spec: {
      nodeName: onFirst ? 'node1' : 'node2',
      ...(words.hostNetwork ? { hostNetwork: true } : {}),
      containers: [{ name: 'main', ports: words.ports ?? [{ containerPort: 80 }] }],
    },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

export function service(name: string, clusterIP: string, spec: Record<string, unknown> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { type: 'ClusterIP', clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }], ...spec }, // prettier-ignore
  };
}

export function slice(serviceName: string, ips: readonly string[], port = 80, ready = true, portName = ''): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${serviceName}-1`, namespace: 'default', labels: { 'kubernetes.io/service-name': serviceName } },
    addressType: 'IPv4',
    ports: [{ name: portName, port, protocol: 'TCP' }],
    endpoints: ips.map((ip) => ({
      addresses: [ip],
      conditions: { ready },
      ...(ip.startsWith('10.244.1.') ? { nodeName: 'node1' } : ip.startsWith('10.244.2.') ? { nodeName: 'node2' } : {}),
    })),
  };
}

export function clusterWith(objects: readonly KubeObject[], config: Partial<ClusterConfig> = {}): Cluster {
  return clusterOf([...NODES, ...objects], { ...DEFAULT_CONFIG, ...config });
}

export function ask(cluster: Cluster, words: string, options: Partial<TraceOptions> = {}): TraceResult {
  return traceRequest(cluster, { request: parseRequest(words.split(' ')), namespace: 'default', ...options });
}
