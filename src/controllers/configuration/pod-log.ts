import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kubeProxyLog } from './proxy-log.ts';

/**
 * What a pod's container has written so far: kube-proxy tells of its mode, CoreDNS of its ports; the programs of others do not
 * run here and write nothing. With `tail`, only that many of the last lines.
 */
export function podLog(cluster: Cluster, pod: Pod, tail?: number): string {
  const log = logOf(cluster, pod);
  if (tail === undefined) return log;
  const lines = log.split('\n').slice(0, -1);
  return lines
    .slice(Math.max(0, lines.length - tail))
    .map((line) => `${line}\n`)
    .join('');
}

function logOf(cluster: Cluster, pod: Pod): string {
  switch (pod.metadata.labels?.['k8s-app']) {
    case 'kube-proxy':
      return kubeProxyLog(cluster, pod) ?? '';
    case 'kube-dns':
      return coreDnsLog(pod);
    default:
      return '';
  }
}

function coreDnsLog({ spec }: Pod): string {
  const { image = '' } = spec.containers[0] ?? {};
  if (!image.includes('coredns')) return '';
  const version = /:v?([\d.]+)/.exec(image)?.[1] ?? '';
  return `.:53\nCoreDNS-${version}\nlinux/amd64\n`;
}
