import type { KubeObject } from '../../api/meta.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { parseAddress } from '../../net/address.ts';
import { contains, parsePrefix } from '../../net/prefix.ts';
import { isAtLeast } from '../version.ts';

const NAMESPACE = 'kube-system';
const SELECTOR = { 'k8s-app': 'kube-dns' };

/** CoreDNS as kubeadm installs it: its Corefile, the Service kube-dns and the Deployment. */
export function coreDns(config: ClusterConfig): KubeObject[] {
  const corefile: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: NAMESPACE },
    data: { Corefile: defaultCorefile(config) },
  };
  return [corefile, ...kubeDnsService(config), deployment(config)];
}

/** kubeadm's Corefile for the cluster's domain and version. */
export function defaultCorefile(config: ClusterConfig): string {
  const domain = config.clusterDomain;
  const cache = isAtLeast(config, 31)
    ? `    cache 30 {\n       disable success ${domain}\n       disable denial ${domain}\n    }`
    : '    cache 30';
  return `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
${cache}
    loop
    reload
    loadbalance
}
`;
}

/** The Service kube-dns at the kubelets' cluster DNS address; none where that address is not one of the service network. */
function kubeDnsService(config: ClusterConfig): KubeObject[] {
  const clusterIP = config.clusterDNS.find((ip) => isServiceAddress(config, ip));
  if (clusterIP === undefined) return [];
  const port = (name: string, number: number, protocol: string): object => ({
    name,
    port: number,
    protocol,
    targetPort: number,
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: NAMESPACE,
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
        labels: { ...SELECTOR, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' },
      },
      spec: {
        clusterIP,
        ports: [port('dns', 53, 'UDP'), port('dns-tcp', 53, 'TCP'), port('metrics', 9153, 'TCP')],
        selector: SELECTOR,
        sessionAffinity: 'None',
        type: 'ClusterIP',
      },
    },
  ];
}

/** Whether an address lies in one of the cluster's service networks. */
export function isServiceAddress(config: ClusterConfig, ip: string): boolean {
  const parsed = parseAddress(ip);
  return (
    parsed !== undefined && config.serviceCIDRs.map(parsePrefix).some((prefix) => prefix && contains(prefix, parsed))
  );
}

function deployment(config: ClusterConfig): KubeObject {
  const isNew = isAtLeast(config, 33);
  const probePort = (name: string, number: number): string | number => (isNew ? name : number);
  const ports = [
    { containerPort: 53, name: 'dns', protocol: 'UDP' },
    { containerPort: 53, name: 'dns-tcp', protocol: 'TCP' },
    { containerPort: 9153, name: 'metrics', protocol: 'TCP' },
  ];
  if (isNew) {
    ports.push(
      { containerPort: 8080, name: 'liveness-probe', protocol: 'TCP' },
      { containerPort: 8181, name: 'readiness-probe', protocol: 'TCP' },
    );
  }
  const probe = (path: string, port: string | number): object => ({ httpGet: { path, port, scheme: 'HTTP' } });
  const container = {
    name: 'coredns',
    image: isAtLeast(config, 22) ? 'registry.k8s.io/coredns/coredns:v1.13.1' : 'k8s.gcr.io/coredns:1.7.0',
    imagePullPolicy: 'IfNotPresent',
    args: ['-conf', '/etc/coredns/Corefile'],
    livenessProbe: {
      ...probe('/health', probePort('liveness-probe', 8080)),
      failureThreshold: 5,
      initialDelaySeconds: 60,
      successThreshold: 1,
      timeoutSeconds: 5,
    },
    ports,
    readinessProbe: probe('/ready', probePort('readiness-probe', 8181)),
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_BIND_SERVICE'], drop: [isAtLeast(config, 27) ? 'ALL' : 'all'] },
      readOnlyRootFilesystem: true,
    },
    volumeMounts: [{ mountPath: '/etc/coredns', name: 'config-volume', readOnly: true }],
  };
  const antiAffinity = {
    podAffinityTerm: {
      labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] },
      topologyKey: 'kubernetes.io/hostname',
    },
    weight: 100,
  };
  const controlPlane = isAtLeast(config, 24)
    ? 'node-role.kubernetes.io/control-plane'
    : 'node-role.kubernetes.io/master';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: NAMESPACE, labels: { ...SELECTOR } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { ...SELECTOR } },
      strategy: { rollingUpdate: { maxUnavailable: 1 }, type: 'RollingUpdate' },
      template: {
        metadata: { labels: { ...SELECTOR } },
        spec: {
          affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [antiAffinity] } },
          containers: [container],
          dnsPolicy: 'Default',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          priorityClassName: 'system-cluster-critical',
          serviceAccountName: 'coredns',
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { effect: 'NoSchedule', key: controlPlane },
          ],
          volumes: [
            { configMap: { items: [{ key: 'Corefile', path: 'Corefile' }], name: 'coredns' }, name: 'config-volume' },
          ],
        },
      },
    },
  };
}
