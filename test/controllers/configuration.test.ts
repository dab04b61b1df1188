import { describe, expect, test } from 'vitest';
import type { ConfigMap } from '../../src/api/config-map/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import { DEFAULT_CONFIG, type ProxyConfig } from '../../src/cluster/config.ts';
import { applyConfiguration } from '../../src/controllers/configuration/apply.ts';
import { proxyConfigFrom } from '../../src/controllers/configuration/proxy-config.ts';
import { proxyConfigText } from '../../src/controllers/configuration/proxy-config-text.ts';
import { podLog } from '../../src/controllers/configuration/pod-log.ts';
import { kubeProxyLog } from '../../src/controllers/configuration/proxy-log.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { Lab } from './lab.ts';

const configText = (lab: Lab) =>
  (lab.cluster.get('configmaps', 'kube-system', 'kube-proxy') as ConfigMap).data?.['config.conf'] ?? '';

function edit(lab: Lab, from: string, to: string): Lab {
  const text = configText(lab);
  expect(text).toContain(from);
  return lab.patch('configmaps', 'kube-proxy', { data: { 'config.conf': text.replace(from, to) } }, 'kube-system');
}

const proxyPods = (lab: Lab) =>
  lab.pods(undefined, 'kube-system').filter(({ metadata }) => metadata.name.startsWith('kube-proxy-'));

describe('the ConfigMap kube-proxy', () => {
  test('a new mode waits for each pod to be replaced', () => {
    const lab = edit(new Lab(), 'mode: ""', 'mode: "ipvs" ## changed by hand');
    expect(lab.cluster.config.proxy.mode).toBe('ipvs');
    expect(lab.cluster.config.runningProxyModes).toEqual({ node1: 'iptables', node2: 'iptables' });
    lab.delete('pods', proxyPods(lab)[0]?.metadata.name ?? '', 'kube-system');
    expect(lab.cluster.config.runningProxyModes).toEqual({ node1: 'ipvs', node2: 'iptables' });
    for (const { metadata } of proxyPods(lab)) lab.delete('pods', metadata.name, 'kube-system');
    expect(lab.cluster.config.runningProxyModes).toEqual({ node1: 'ipvs', node2: 'ipvs' });
  });

  test('rollout restart of the DaemonSet replaces them all', () => {
    const lab = edit(new Lab(), 'mode: ""', 'mode: nftables');
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-22T04:46:24Z' };
    lab.patch('daemonsets', 'kube-proxy', { spec: { template: { metadata: { annotations } } } }, 'kube-system');
    expect(lab.cluster.config.runningProxyModes).toEqual({ node1: 'nftables', node2: 'nftables' });
  });

  test('a mode that kube-proxy does not have is refused in its words', () => {
    const lab = new Lab();
    expect(() => edit(lab, 'mode: ""', 'mode: ipvsx')).toThrow(
      'KubeProxyConfiguration.Mode: Invalid value: "ipvsx": must be iptables, ipvs, nftables or blank',
    );
    expect(lab.cluster.config.proxy.mode).toBe('iptables');
  });

  test('other settings take effect', () => {
    const lab = edit(new Lab(), 'masqueradeAll: false', 'masqueradeAll: true');
    edit(lab, 'nodePortAddresses: null', 'nodePortAddresses: ["192.168.2.0/24"]');
    expect(lab.cluster.config.proxy).toMatchObject({ masqueradeAll: true, nodePortAddresses: ['192.168.2.0/24'] });
    expect(configText(lab)).toContain('masqueradeAll: true');
  });

  test('says what the cluster is set to', () => {
    const lab = new Lab();
    expect(configText(lab)).toBe(proxyConfigText(lab.cluster.config));
  });

  test.each<Partial<ProxyConfig>>([
    {},
    { mode: 'nftables', masqueradeAll: true, masqueradeBit: 15 },
    { mode: 'ipvs', ipvsScheduler: 'wlc', ipvsExcludeCIDRs: ['10.0.0.0/8'], ipvsStrictARP: true },
    { masqueradeAll: true, localhostNodePorts: false, nodePortAddresses: ['primary'], clusterCIDR: '' },
    { detectLocal: { mode: 'NodeCIDR' } },
    { detectLocal: { mode: 'BridgeInterface', name: 'cni0' } },
    { detectLocal: { mode: 'InterfaceNamePrefix', name: 'cali' } },
  ])('is read back as it was written: %j', async (settings) => {
    const config = { ...DEFAULT_CONFIG, proxy: { ...DEFAULT_CONFIG.proxy, ...settings } };
    const { documents } = await readManifest(proxyConfigText(config), 'config.conf');
    expect(proxyConfigFrom(documents[0]?.value, config)).toEqual(config.proxy);
  });

  test('pod traffic told by interface needs its name, and a release that can', () => {
    const from = 'detectLocalMode: ""';
    expect(() => edit(new Lab(), from, 'detectLocalMode: BridgeInterface')).toThrow('must have 1 to 15 characters');
    expect(() => edit(new Lab(), from, 'detectLocalMode: Bridge')).toThrow(
      'must be ClusterCIDR, NodeCIDR, BridgeInterface, InterfaceNamePrefix or blank',
    );
    expect(() => edit(new Lab({ kubeVersion: '1.20' }), from, 'detectLocalMode: BridgeInterface')).toThrow(
      'must be ClusterCIDR, NodeCIDR or blank',
    );
  });
});

test("a pod that is not the cluster's own has written nothing", () => {
  const lab = new Lab();
  const [pod] = proxyPods(lab);
  if (!pod) throw new Error('no pod');
  expect(podLog(lab.cluster, pod, 1)).toMatch(/^I.*\n$/);
  expect(podLog(lab.cluster, { ...pod, metadata: { ...pod.metadata, labels: { app: 'web' } } })).toBe('');
});

describe('logs of kube-proxy', () => {
  const firstLog = (lab: Lab) => {
    const [pod] = proxyPods(lab);
    return (pod && kubeProxyLog(lab.cluster, pod)) ?? '';
  };

  test('1.36 names the mode it started with', () => {
    expect(firstLog(new Lab())).toMatch(
      /^I1122 04:46:24\.\d{6} {7}1 server_linux\.go:\d+\] "Using iptables proxy"\n[^]*\] "Using iptables Proxier"\n/,
    );
    expect(firstLog(new Lab({ proxyMode: 'nftables' }))).toContain('] "Using nftables Proxier"\n');
    expect(firstLog(new Lab({ proxyMode: 'ipvs' }))).toContain('The ipvs proxier is now deprecated');
  });

  test('1.20 writes plain sentences', () => {
    const log = firstLog(new Lab({ kubeVersion: '1.20', proxyMode: 'ipvs' }));
    expect(log.split('\n').map((line) => line.replace(/^(.)\d{4} \S+ +1 /, '$1 '))).toEqual(
      expect.arrayContaining([
        'I node.go:172] Successfully retrieved node IP: 192.168.2.118',
        'I server_others.go:142] kube-proxy node IP is an IPv4 address (192.168.2.118), assume IPv4 operation',
        'I server_others.go:258] Using ipvs Proxier.',
        'W proxier.go:445] IPVS scheduler not specified, use rr by default',
      ]),
    );
  });
});

test('the userspace proxier of 1.20 reads Endpoints', () => {
  const lab = new Lab({ kubeVersion: '1.20', proxyMode: 'userspace' });
  const [pod] = proxyPods(lab);
  const log = (pod && kubeProxyLog(lab.cluster, pod)) ?? '';
  expect(log).toContain('] Starting endpoints config controller\n');
  expect(log).not.toContain('endpoint slice');
});

describe('configuration documents', () => {
  const clusterIP = (lab: Lab, namespace: string, name: string) =>
    (lab.cluster.get('services', namespace, name) as Service).spec.clusterIP;
  const kubelet = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration' };
  const kubeadm = { apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration' };
  const proxy = { apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration' };

  test('KubeletConfiguration moves kube-dns and names the domain', () => {
    const document = { ...kubelet, clusterDNS: ['10.96.0.53'], clusterDomain: 'corp.example' };
    const lab = new Lab().change((tx) => void applyConfiguration(tx, [document]));
    expect(lab.cluster.config).toMatchObject({ clusterDNS: ['10.96.0.53'], clusterDomain: 'corp.example' });
    expect(clusterIP(lab, 'kube-system', 'kube-dns')).toBe('10.96.0.53');
    const corefile = (lab.cluster.get('configmaps', 'kube-system', 'coredns') as ConfigMap).data?.['Corefile'];
    expect(corefile).toContain('kubernetes corp.example in-addr.arpa');
  });

  test('a DNS address outside the service network is a cache on the node: kube-dns stays', () => {
    const document = { ...kubelet, clusterDNS: ['169.254.20.10'] };
    const lab = new Lab().change((tx) => void applyConfiguration(tx, [document]));
    expect(clusterIP(lab, 'kube-system', 'kube-dns')).toBe('10.96.0.10');
  });

  test('ClusterConfiguration moves the networks, whatever the order of documents', () => {
    const networking = { serviceSubnet: '172.20.0.0/16', podSubnet: '10.42.0.0/16', dnsDomain: 'k8s.test' };
    const documents = [
      { ...kubelet, clusterDNS: ['172.20.0.99'] },
      { ...kubeadm, networking },
    ];
    const lab = new Lab().change((tx) => void applyConfiguration(tx, documents));
    expect(clusterIP(lab, 'default', 'kubernetes')).toBe('172.20.0.1');
    expect(clusterIP(lab, 'kube-system', 'kube-dns')).toBe('172.20.0.99');
    expect(lab.cluster.config.proxy.clusterCIDR).toBe('10.42.0.0/16');
    const dns = lab.pods(undefined, 'kube-system').filter(({ spec }) => !spec.hostNetwork);
    expect(dns.map(({ status }) => status?.podIP)).toEqual(['10.42.1.2', '10.42.2.2']);
  });

  test('KubeProxyConfiguration takes effect on every node, and in the ConfigMap', () => {
    const document = { ...proxy, mode: 'ipvs', ipvs: { scheduler: 'wlc', strictARP: true } };
    const lab = new Lab().change((tx) => void applyConfiguration(tx, [document]));
    expect(lab.cluster.config.proxy).toMatchObject({ mode: 'ipvs', ipvsScheduler: 'wlc', ipvsStrictARP: true });
    expect(lab.cluster.config.runningProxyModes).toEqual({ node1: 'ipvs', node2: 'ipvs' });
    expect(configText(lab)).toContain('scheduler: wlc');
  });

  test.each([
    [{ ...kubeadm, networking: { serviceSubnet: '10.96.0.0' } }, 'networking.serviceSubnet'],
    [{ ...kubelet, clusterDNS: ['dns.example'] }, 'must be a list of IP addresses'],
    [{ ...kubelet, clusterDomain: 'no domain' }, 'is not a DNS domain'],
    [{ ...proxy, mode: 'ipvs', ipvs: { scheduler: 'fastest' } }, 'unknown scheduler'],
    [{ ...proxy, iptables: { masqueradeBit: 32 } }, 'must be within the range [0, 31]'],
  ])('%j is refused', (document, words) => {
    expect(() => new Lab().change((tx) => void applyConfiguration(tx, [document]))).toThrow(words);
  });
});
