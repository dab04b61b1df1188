import type { KubeObject } from '../../api/meta.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { proxyConfigText } from '../configuration/proxy-config-text.ts';
import { fullVersion, isAtLeast } from '../version.ts';

const NAMESPACE = 'kube-system';
const LABELS = { 'k8s-app': 'kube-proxy' };

/** kube-proxy as kubeadm installs it: its ConfigMap and a DaemonSet. */
export function kubeProxy(config: ClusterConfig): KubeObject[] {
  return [configMap(config), daemonSet(config)];
}

function configMap(config: ClusterConfig): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-proxy', namespace: NAMESPACE, labels: { app: 'kube-proxy' } },
    data: {
      'config.conf': proxyConfigText(config),
      'kubeconfig.conf': `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://192.168.2.118:6443
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`,
    },
  };
}

function daemonSet(config: ClusterConfig): KubeObject {
  const registry = isAtLeast(config, 25) ? 'registry.k8s.io' : 'k8s.gcr.io';
  const container = {
    name: 'kube-proxy',
    image: `${registry}/kube-proxy:${fullVersion(config)}`,
    imagePullPolicy: 'IfNotPresent',
    command: [
      '/usr/local/bin/kube-proxy',
      '--config=/var/lib/kube-proxy/config.conf',
      '--hostname-override=$(NODE_NAME)',
    ],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
    securityContext: { privileged: true },
    volumeMounts: [
      { mountPath: '/var/lib/kube-proxy', name: 'kube-proxy' },
      { mountPath: '/run/xtables.lock', name: 'xtables-lock' },
      { mountPath: '/lib/modules', name: 'lib-modules', readOnly: true },
    ],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: NAMESPACE, labels: { ...LABELS } },
    spec: {
      selector: { matchLabels: { ...LABELS } },
      template: {
        metadata: { labels: { ...LABELS } },
        spec: {
          containers: [container],
          hostNetwork: true,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          priorityClassName: 'system-node-critical',
          serviceAccountName: 'kube-proxy',
          tolerations: [{ operator: 'Exists' }],
          volumes: [
            { configMap: { name: 'kube-proxy' }, name: 'kube-proxy' },
            { hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' }, name: 'xtables-lock' },
            { hostPath: { path: '/lib/modules' }, name: 'lib-modules' },
          ],
        },
      },
      updateStrategy: { type: 'RollingUpdate' },
    },
  };
}
