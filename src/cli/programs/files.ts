import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { CommandContext } from '../command.ts';
import { runNested } from '../nested.ts';

/** `cat`: the files of a container that Kubernetes writes. */
export async function printFiles(
  context: CommandContext,
  cluster: Cluster,
  pod: Pod,
  files: readonly string[],
): Promise<number> {
  for (const file of files) {
    if (file === '/etc/resolv.conf') await runNested(context, ['resolv-conf', pod.metadata.name]);
    else if (file === '/etc/hostname') context.io.out(`${hostnameOf(pod)}\n`);
    else if (file === '/etc/hosts') context.io.out(hostsFile(pod, cluster));
    else {
      context.io.err(`cat: ${file}: No such file or directory\n`);
      return 1;
    }
  }
  return 0;
}

/** As kubelet writes it: the pod's addresses with its name, with a subdomain as its full name first. */
function hostsFile(pod: Pod, { config }: Cluster): string {
  const name = hostnameOf(pod);
  const { subdomain, hostNetwork } = pod.spec;
  if (hostNetwork) return '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';
  const full = subdomain
    ? `${name}.${subdomain}.${pod.metadata.namespace ?? ''}.svc.${config.clusterDomain}\t${name}`
    : name;
  const addresses = pod.status?.podIPs?.map(({ ip }) => ip) ?? [];
  return [
    '# Kubernetes-managed hosts file.',
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'fe00::0\tip6-mcastprefix',
    'fe00::1\tip6-allnodes',
    'fe00::2\tip6-allrouters',
    ...addresses.map((ip) => `${ip}\t${full}`),
    '',
  ].join('\n');
}

/** What `hostname` prints in the pod. */
export function hostnameOf({ spec, metadata }: Pod): string {
  if (spec.hostNetwork) return spec.nodeName ?? metadata.name;
  return (spec.hostname || metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}
