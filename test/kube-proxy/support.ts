import type { Endpoint } from '../../src/api/endpoint-slice/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { ServiceSpec } from '../../src/api/service/type.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig, type ProxyConfig } from '../../src/cluster/config.ts';
import type { Ruleset } from '../../src/netfilter/model.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { clusterOf } from '../recordings/load-dump.ts';

/** A node with addresses: `192.168.0.2` makes it one of the default network. */
export function node(name: string, addresses: readonly string[] = [], labels: Record<string, string> = {}): KubeObject {
  const status = { addresses: addresses.map((address) => ({ type: 'InternalIP', address })) };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status };
}

/** A Service of namespace default. */
export function service(name: string, spec: ServiceSpec, loadBalancerIPs: readonly string[] = []): KubeObject {
  const status = { loadBalancer: { ingress: loadBalancerIPs.map((ip) => ({ ip })) } };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec, status };
}

/** An EndpointSlice of one port; endpoints as `ip` or `ip@node`. */
export function slice(serviceName: string, portName: string, port: number, endpoints: readonly string[]): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${serviceName}-${portName || 'x'}${port}`,
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': serviceName },
    },
    addressType: endpoints[0]?.includes(':') ? 'IPv6' : 'IPv4',
    ports: [{ name: portName, port, protocol: 'TCP' }],
    endpoints: endpoints.map((text): Endpoint => {
      const [ip = '', nodeName] = text.split('@');
      return { addresses: [ip], conditions: { ready: true }, ...(nodeName ? { nodeName } : {}) };
    }),
  };
}

export function cluster(
  objects: readonly KubeObject[],
  config: Partial<Omit<ClusterConfig, 'proxy'>> & { proxy?: Partial<ProxyConfig> } = {},
): Cluster {
  return clusterOf(objects, { ...DEFAULT_CONFIG, ...config, proxy: { ...DEFAULT_CONFIG.proxy, ...config.proxy } });
}

/** The printed rules of one chain of a table, without `-A CHAIN `. */
export function rulesOf(ruleset: Ruleset, table: string, chain: string): string[] {
  const head = `-A ${chain} `;
  const lines = printRuleset(ruleset, { table }).split('\n');
  return lines.filter((line) => line.startsWith(head)).map((line) => line.slice(head.length));
}
