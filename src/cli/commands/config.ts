import type { ProxyMode } from '../../cluster/config.ts';
import { writeProxyConfigMap } from '../../controllers/configuration/proxy-config-map.ts';
import { UserError } from '../../net/user-error.ts';
import { jsonText } from '../../render/kubectl/json.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { Run } from '../command.ts';
import { text } from '../kubectl/options.ts';
import { changeCluster, openCluster } from '../workspace.ts';

const MODES: readonly string[] = ['iptables', 'ipvs', 'nftables', 'userspace'];

/** How the cluster is set up. */
export const view: Run = async (context) => {
  const { config } = await openCluster(context);
  context.io.out(text(context, 'output') === 'json' ? jsonText(config) : yamlText(config));
};

/** Writes the mode into kube-proxy's ConfigMap, as `kubectl edit cm kube-proxy` does: running kube-proxies keep theirs. */
export const proxyMode: Run = async (context) => {
  const [mode] = context.args;
  if (mode === undefined) {
    const { config } = await openCluster(context);
    const running = Object.entries(config.runningProxyModes).map(([node, own]) => `${node}: ${own}\n`);
    context.io.out(`configured: ${config.proxy.mode}\n${running.join('')}`);
    return;
  }
  if (!MODES.includes(mode))
    throw new UserError(`unknown proxy mode ${JSON.stringify(mode)}`, 2, `It is one of ${MODES.join(', ')}.`);
  const changed = await changeCluster(context, (tx) => {
    if (tx.config.proxy.mode === mode) return false;
    const running = Object.values(tx.config.runningProxyModes).length > 0;
    tx.configure({ proxy: { ...tx.config.proxy, mode: mode as ProxyMode } });
    writeProxyConfigMap(tx);
    return running;
  });
  context.io.out(`configmap/kube-proxy configured\n`);
  if (changed) {
    context.io.err(
      'Running kube-proxies keep their mode until they are replaced: kubesim delete pods -n kube-system -l k8s-app=kube-proxy\n',
    );
  }
};
