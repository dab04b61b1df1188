import type { ConfigMap } from '../../api/config-map/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { ClusterConfig, ProxyConfig } from '../../cluster/config.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { readQuickly } from '../../manifest/yaml/quick.ts';
import { splitDocuments } from '../../manifest/yaml/split.ts';
import { UserError } from '../../net/user-error.ts';
import type { Context } from '../context.ts';
import { sameJson } from '../equality.ts';
import { isProxyConfiguration, proxyConfigFrom } from './proxy-config.ts';
import { proxyConfigText } from './proxy-config-text.ts';
import { isKubeProxyPod } from './proxy-mode.ts';

const KEY = 'kube-system/kube-proxy';
const FILE = 'config.conf';

/**
 * Follows edits of the ConfigMap kube-proxy: its settings become the cluster's. The mode that nodes run stays what it was
 * until their kube-proxy pods are replaced. Throws UserError for a configuration that kube-proxy would not start with.
 */
export function runProxyConfigMap({ tx, scope }: Context): boolean {
  for (const { key, before, after } of scope.touched<ConfigMap>('configmaps')) {
    if (key !== KEY || !after || before?.data?.[FILE] === after.data?.[FILE]) continue;
    const proxy = proxySettings(after, tx.config);
    if (proxy && proxy.mode !== tx.config.proxy.mode) pinRunningModes(tx);
    if (proxy) tx.configure({ proxy });
  }
  return false;
}

/** Takes kube-proxy's settings from the ConfigMap of a dump, if there is one: what runs in such a cluster was started with it. */
export function adoptProxyConfigMap(tx: Transaction): void {
  const map = tx.all('configmaps').get(KEY) as ConfigMap | undefined;
  const proxy = map && proxySettings(map, tx.config);
  if (proxy) tx.configure({ proxy });
}

function proxySettings(map: ConfigMap, config: ClusterConfig): ProxyConfig | undefined {
  const document = documentsIn(map.data?.[FILE] ?? '').find(isProxyConfiguration);
  return document === undefined ? undefined : proxyConfigFrom(document, config);
}

/** Writes the cluster's settings into the ConfigMap, if there is one. */
export function writeProxyConfigMap(tx: Transaction): void {
  const map = tx.all('configmaps').get(KEY) as ConfigMap | undefined;
  if (!map) return;
  const data = { ...map.data, [FILE]: proxyConfigText(tx.config) };
  if (!sameJson(data, map.data)) tx.put('configmaps', { ...map, data });
}

/** Nodes whose kube-proxy runs go on in the old mode. */
function pinRunningModes(tx: Transaction): void {
  const modes = { ...tx.config.runningProxyModes };
  for (const pod of tx.all('pods').values() as Iterable<Pod>) {
    const node = pod.spec.nodeName;
    if (node && isKubeProxyPod(pod)) modes[node] ??= tx.config.proxy.mode;
  }
  tx.configure({ runningProxyModes: modes });
}

function documentsIn(text: string): unknown[] {
  return splitDocuments(text).flatMap((stretch) => {
    const documents = readQuickly(text, stretch, FILE);
    if (documents) return documents.map(({ value }) => value);
    const hint = 'Write it in block style, one setting a line, as kubeadm does.';
    throw new UserError(`cannot read ${FILE} of ConfigMap ${KEY}`, 1, hint);
  });
}
