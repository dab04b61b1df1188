import type { Cluster } from '../../src/cluster/cluster.ts';
import { parseAddress } from '../../src/net/address.ts';

/** Addresses and ports that mean something in the cluster, and some that do not. */
export function destinations(cluster: Cluster): [string, number, string][] {
  const found: [string, number, string][] = [['10.111.222.111', 80, 'tcp'], ['192.168.2.118', 30999, 'udp'], ['8.8.8.8', 53, 'udp'], ['127.0.0.1', 31100, 'tcp']]; // prettier-ignore
  for (const service of cluster.all('services').values()) {
    const spec = service['spec'] as {
      clusterIPs?: string[];
      externalIPs?: string[];
      ports?: { port: number; nodePort?: number; protocol?: string }[];
    };
    const status = service['status'] as { loadBalancer?: { ingress?: { ip?: string }[] } } | undefined;
    const outside = [
      ...(spec.externalIPs ?? []),
      ...(status?.loadBalancer?.ingress ?? []).map((each) => each.ip ?? ''),
    ];
    for (const port of spec.ports ?? []) {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      for (const ip of [...(spec.clusterIPs ?? []), ...outside]) found.push([ip, port.port, protocol], [ip, port.port + 1, protocol]); // prettier-ignore
      if (port.nodePort)
        found.push(['192.168.2.118', port.nodePort, protocol], ['192.168.2.119', port.nodePort, protocol]);
    }
  }
  return found.filter(([ip]) => parseAddress(ip) !== undefined);
}

/** Everybody who may ask there. */
export function sources(cluster: Cluster): string[] {
  const pods = [...cluster.all('pods').values()].map((pod) => `pod/${pod.metadata.namespace}/${pod.metadata.name}`);
  return [
    ...pods,
    'node/node1',
    'node/node2',
    'external',
    'external=192.168.2.50',
    'pod=10.244.1.200',
    'load-balancer',
  ];
}
