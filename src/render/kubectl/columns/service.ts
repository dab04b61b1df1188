import type { KubeObject } from '../../../api/meta.ts';
import type { Service } from '../../../api/service/type.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, labelsText, text, wide, type KindColumns } from './kind.ts';

/** printService of k8s.io/kubernetes/pkg/printers; the API server never shortens load balancer addresses. */
export const SERVICE: KindColumns = {
  columns: [NAME, text('Type'), text('Cluster-IP'), text('External-IP'), text('Port(s)'), AGE, wide('Selector')],
  cells(object: KubeObject, { now }) {
    const { spec, metadata } = object as Service;
    return [
      metadata.name,
      spec.type ?? '',
      spec.clusterIPs?.[0] ?? (spec.clusterIP || '<none>'),
      externalAddress(object as Service),
      portsText(spec.ports),
      ageOf(metadata.creationTimestamp, now),
      labelsText(spec.selector),
    ];
  },
};

function externalAddress({ spec, status }: Service): string {
  const own = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.length > 0 ? own.join(',') : '<none>';
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
      const balanced = [...new Set(ingress.filter((address) => address !== ''))].sort();
      return [...balanced, ...own].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portsText(ports: Service['spec']['ports']): string {
  const list = (ports ?? []).map(({ port, nodePort, protocol }) => {
    return `${port}${nodePort ? `:${nodePort}` : ''}/${protocol ?? 'TCP'}`;
  });
  return list.join(',') || '<none>';
}
