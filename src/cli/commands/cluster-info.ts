import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { Service } from '../../api/service/type.ts';
import { allServices, slicesOf } from '../../cluster/lookup.ts';
import { hostPort } from '../../render/kubectl/host-port.ts';
import type { Run } from '../command.ts';
import { openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const cluster = await openCluster(context);
  const server = `https://${apiServer(slicesOf(cluster, 'default', 'kubernetes'))}`;
  const lines = [`Kubernetes control plane is running at ${server}`];
  for (const { metadata, spec } of allServices(cluster) as readonly Service[]) {
    const { labels = {}, name, namespace = '' } = metadata;
    if (namespace !== 'kube-system' || labels['kubernetes.io/cluster-service'] !== 'true') continue;
    const [port] = spec.ports ?? [];
    const path = `/api/v1/namespaces/${namespace}/services/${name}${port?.name ? `:${port.name}` : ''}/proxy`;
    lines.push(`${labels['kubernetes.io/name'] ?? name} is running at ${server}${path}`);
  }
  lines.push('', "To further debug and diagnose cluster problems, use 'kubesim cluster-info dump'.");
  context.io.out(`${lines.join('\n')}\n`);
};

function apiServer(slices: readonly EndpointSlice[]): string {
  const [slice] = slices;
  return hostPort(slice?.endpoints?.[0]?.addresses[0] ?? '127.0.0.1', slice?.ports?.[0]?.port ?? 6443);
}
