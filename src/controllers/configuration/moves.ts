import type { ConfigMap } from '../../api/config-map/type.ts';
import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import { defaultCorefile, isServiceAddress } from '../bootstrap/core-dns.ts';
import { firstAddress } from '../bootstrap/kubernetes-service.ts';
import { clusterConfigurationText, kubeletConfigurationText } from '../bootstrap/kubeadm-config.ts';
import { LAST_GIVEN } from '../kubelet/pod-addresses.ts';
import { controllerOf } from '../writes.ts';

/** Another cluster domain: kubelets and CoreDNS (if its Corefile is still kubeadm's own) follow. */
export function rewriteDomain(tx: Transaction, domain: string): void {
  const before = defaultCorefile(tx.config);
  tx.configure({ clusterDomain: domain });
  const map = tx.get('configmaps', 'kube-system', 'coredns') as ConfigMap | undefined;
  if (map?.data?.['Corefile'] === before) {
    tx.put('configmaps', { ...map, data: { ...map.data, Corefile: defaultCorefile(tx.config) } });
  }
  rewriteConfigMaps(tx);
}

/** Another service network: the Services `kubernetes` and `kube-dns` move into it. */
export function moveServiceNetwork(
  tx: Transaction,
  serviceCIDRs: readonly string[],
  clusterDNS: readonly string[],
): void {
  tx.configure({ serviceCIDRs });
  const range = tx.get('servicecidrs', '', 'kubernetes');
  if (range) tx.put('servicecidrs', { ...range, spec: { cidrs: [...serviceCIDRs] } });
  moveService(tx, 'default', 'kubernetes', firstAddress(serviceCIDRs[0] ?? ''));
  moveDns(tx, clusterDNS);
}

/** Another address for the cluster's DNS: what kubelets write into resolv.conf, and the Service kube-dns if it can be there. */
export function moveDns(tx: Transaction, clusterDNS: readonly string[]): void {
  tx.configure({ clusterDNS });
  const own = clusterDNS.find((ip) => isServiceAddress(tx.config, ip));
  if (own !== undefined) moveService(tx, 'kube-system', 'kube-dns', own);
  rewriteConfigMaps(tx);
}

/**
 * Another pod network: nodes get new prefixes in it. Pods that a controller will make again are taken away; others keep the
 * addresses they have.
 */
export function movePodNetwork(tx: Transaction, podCIDRs: readonly string[]): void {
  tx.configure({ podCIDRs, proxy: { ...tx.config.proxy, clusterCIDR: podCIDRs.join(',') } });
  tx.setExtra(LAST_GIVEN, {});
  for (const node of [...tx.all('nodes').values()] as Node[]) {
    const { podCIDR: _, podCIDRs: __, ...spec } = node.spec;
    tx.put('nodes', { ...node, spec });
  }
  for (const pod of [...tx.all('pods').values()] as Pod[]) {
    if (pod.spec.hostNetwork || !controllerOf(pod)) continue;
    tx.remove('pods', pod.metadata.namespace ?? '', pod.metadata.name);
  }
  rewriteConfigMaps(tx);
}

function moveService(tx: Transaction, namespace: string, name: string, clusterIP: string): void {
  const service = tx.get('services', namespace, name) as Service | undefined;
  if (!service || service.spec.clusterIP === clusterIP) return;
  const holder = holderOf(tx, clusterIP);
  if (holder)
    throw new UserError(
      `${clusterIP} is the address of Service ${holder}`,
      1,
      'Choose another, or delete that Service.',
    );
  tx.put('services', { ...service, spec: { ...service.spec, clusterIP, clusterIPs: [clusterIP] } });
}

function holderOf(tx: Transaction, ip: string): string | undefined {
  for (const service of tx.all('services').values() as Iterable<Service>) {
    const ips = service.spec.clusterIPs ?? [service.spec.clusterIP];
    if (ips.includes(ip)) return `${service.metadata.namespace}/${service.metadata.name}`;
  }
  return undefined;
}

/** kubeadm's own notes say what is now. */
function rewriteConfigMaps(tx: Transaction): void {
  const texts: readonly (readonly [prefix: string, key: string, text: string])[] = [
    ['kubeadm-config', 'ClusterConfiguration', clusterConfigurationText(tx.config)],
    ['kubelet-config', 'kubelet', kubeletConfigurationText(tx.config)],
  ];
  for (const map of [...tx.all('configmaps').values()] as ConfigMap[]) {
    for (const [prefix, key, text] of texts) {
      const isIt = map.metadata.namespace === 'kube-system' && map.metadata.name.startsWith(prefix);
      if (isIt && map.data?.[key] !== text) tx.put('configmaps', { ...map, data: { ...map.data, [key]: text } });
    }
  }
}
