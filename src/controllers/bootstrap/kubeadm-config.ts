import type { KubeObject } from '../../api/meta.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { fullVersion, isAtLeast } from '../version.ts';

const NAMESPACE = 'kube-system';

/** The ConfigMaps in which kubeadm keeps how the cluster was set up. */
export function kubeadmConfigMaps(config: ClusterConfig): KubeObject[] {
  const kubeletName = isAtLeast(config, 24) ? 'kubelet-config' : `kubelet-config-${config.kubeVersion}`;
  return [
    map('kubeadm-config', { ClusterConfiguration: clusterConfigurationText(config) }),
    map(kubeletName, { kubelet: kubeletConfigurationText(config) }),
  ];
}

/** The ClusterConfiguration document of kubeadm. */
export function clusterConfigurationText(config: ClusterConfig): string {
  const isNew = isAtLeast(config, 31);
  const registry = isAtLeast(config, 25) ? 'registry.k8s.io' : 'k8s.gcr.io';
  return `apiServer: {}
apiVersion: kubeadm.k8s.io/${isNew ? 'v1beta4' : 'v1beta2'}
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: ${registry}
kind: ClusterConfiguration
kubernetesVersion: ${fullVersion(config)}
networking:
  dnsDomain: ${config.clusterDomain}
  podSubnet: ${config.podCIDRs.join(',')}
  serviceSubnet: ${config.serviceCIDRs.join(',')}
proxy: {}
scheduler: {}
`;
}

/** The KubeletConfiguration document of every node's kubelet. */
export function kubeletConfigurationText(config: ClusterConfig): string {
  return `apiVersion: kubelet.config.k8s.io/v1beta1
cgroupDriver: systemd
clusterDNS:
${config.clusterDNS.map((ip) => `- ${ip}`).join('\n')}
clusterDomain: ${config.clusterDomain}
healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`;
}

function map(name: string, data: Record<string, string>): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: NAMESPACE }, data };
}
