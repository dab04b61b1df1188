import type { Pod } from '../../api/pod/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';

/** Whether the pod is a node's kube-proxy as kubeadm runs it. */
export function isKubeProxyPod(pod: Pod): boolean {
  return pod.metadata.namespace === 'kube-system' && pod.metadata.labels?.['k8s-app'] === 'kube-proxy';
}

/** A kube-proxy that starts takes the mode that the ConfigMap says now; its node keeps it until the pod is replaced. */
export function recordProxyStart(tx: Transaction, pod: Pod): void {
  const node = pod.spec.nodeName;
  if (!node || !isKubeProxyPod(pod)) return;
  const { mode } = tx.config.proxy;
  if (tx.config.runningProxyModes[node] === mode) return;
  tx.configure({ runningProxyModes: { ...tx.config.runningProxyModes, [node]: mode } });
}
