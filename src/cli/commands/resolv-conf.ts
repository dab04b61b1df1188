import { kubeletDns, podResolvConf } from '../../discovery/resolv-conf/pod-resolv-conf.ts';
import { nodeFileWarnings } from '../../discovery/resolv-conf/limits.ts';
import { settingsOf, throwawayPod } from '../../discovery/resolver/asker.ts';
import { resolvConfText } from '../../discovery/resolv-conf/file.ts';
import type { Run } from '../command.ts';
import { podNamed } from '../discovery-words.ts';
import { openCluster } from '../workspace.ts';

/** A pod's /etc/resolv.conf; kubelet's warnings go to stderr. */
export const run: Run = async (context) => {
  const { args, io, globals } = context;
  const namespace = globals.namespace ?? 'default';
  const cluster = await openCluster(context);
  const [name] = args;
  const kubelet = kubeletDns(cluster);
  const nodeWarnings = nodeFileWarnings(kubelet.hostFile ?? '', kubelet.clusterDomain, kubelet.limits);
  if (name !== undefined && /^(no|nodes?)\//.test(name)) {
    io.out(cluster.config.nodeResolvConf);
    for (const { reason, message } of nodeWarnings) io.err(`Warning ${reason} ${message}\n`);
    return 0;
  }
  if (name === undefined) {
    io.out(resolvConfText(settingsOf(cluster, throwawayPod(namespace))));
    return 0;
  }
  const { text, warnings } = podResolvConf(cluster, podNamed(cluster, namespace, name));
  io.out(text);
  for (const { reason, message, about } of warnings) io.err(`Warning ${reason} ${message} [on ${about}]\n`);
  return 0;
};
