import type { KubeObject } from '../../../src/api/meta.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { askClusterDns } from '../../../src/discovery/cluster-dns.ts';
import { inZone } from '../../../src/discovery/message/name.ts';
import type { ResourceRecord } from '../../../src/discovery/message/record.ts';
import { bareReply, type Question, type Reply } from '../../../src/discovery/message/reply.ts';
import { settingsOf, throwawayPod } from '../../../src/discovery/resolver/asker.ts';
import type { DnsClient, Exchange } from '../../../src/discovery/resolver/client.ts';
import { clusterOf } from '../../discovery/recording.ts';

/** A cluster with one Service of each kind, and a small world outside of it. */
export const lab: Cluster = clusterOf([
  ...['default', 'other', 'prom-alert', 'kube-system'].map((name): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  })),
  configMap(`.:53 {
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      ttl 5
    }
    forward . 192.0.2.1
  }`),
  service('default', 'my-app', ['10.96.12.34'], [{ port: 80 }]),
  service('other', 'my-app', ['10.96.99.9'], [{ port: 80 }]),
  service('prom-alert', 'alertmanager', ['10.96.77.7'], [{ port: 9093 }]),
  service('default', 'kubernetes', ['10.96.0.1'], [{ name: 'https', port: 443 }]),
  service('kube-system', 'kube-dns', ['10.96.0.10'], [{ name: 'dns', port: 53, protocol: 'UDP' }]),
  service('default', 'dual', ['10.96.5.5', 'fd00:10:96::5'], [{ port: 80 }]),
  service('default', 'hl', ['None'], [{ name: 'http', port: 80 }]),
  slice('default', 'hl', { 'web-0': '10.244.0.4', 'web-1': '10.244.1.3' }),
  external('default', 'ext', 'example.com'),
  external('default', 'extns', 'nope.example.com'),
]);

/** What the world says; everything else there does not exist. */
const WORLD: readonly ResourceRecord[] = [
  { name: 'google.com.', ttl: 300, type: 'A', address: '142.250.1.100' },
  { name: 'google.com.', ttl: 300, type: 'AAAA', address: '2607:f8b0::64' },
  { name: 'google.com.', ttl: 300, type: 'MX', preference: 10, exchange: 'smtp.google.com.' },
  { name: 'example.com.', ttl: 300, type: 'A', address: '93.184.216.34' },
];

/** A client in the lab: the cluster's DNS at 10.96.0.10, nobody at 10.96.0.11, `servfail.*`, `refused.*` and `timeout.*` do as they are called. */
export function labClient(namespace = 'default'): DnsClient {
  const exchanges: Exchange[] = [];
  return {
    settings: settingsOf(lab, throwawayPod(namespace)),
    exchanges,
    ask(server, question) {
      const exchange = { server, question, result: server === '10.96.0.10' ? answer(question) : ('refused' as const) };
      exchanges.push(exchange);
      return exchange;
    },
  };
}

function answer(question: Question): Reply | 'timeout' {
  if (question.name.startsWith('timeout.')) return 'timeout';
  if (question.name.startsWith('servfail.')) return bareReply('SERVFAIL');
  if (question.name.startsWith('refused.')) return bareReply('REFUSED');
  if (inZone(question.name, 'cluster.local.') || question.name.endsWith('.arpa.')) return completed(question);
  const known = WORLD.filter((record) => record.name === question.name);
  const answers = known.filter((record) => record.type === question.type);
  const names = WORLD.some((record) => record.name === question.name);
  return bareReply(names ? 'NOERROR' : 'NXDOMAIN', { recursionAvailable: true, answers });
}

/** The cluster's reply with the world's addresses behind an alias that leads out. */
function completed(question: Question): Reply {
  const reply = askClusterDns(lab, question);
  const alias = reply.answers.at(-1);
  if (alias?.type !== 'CNAME' || question.type === 'CNAME') return reply;
  const more = WORLD.filter((record) => record.name === alias.target && record.type === question.type);
  return { ...reply, answers: [...reply.answers, ...more] };
}

function configMap(Corefile: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: { Corefile },
  };
}

function service(namespace: string, name: string, clusterIPs: string[], ports: object[]): KubeObject {
  const spec = { clusterIP: clusterIPs[0], clusterIPs, ports, type: 'ClusterIP' };
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name }, spec };
}

function external(namespace: string, name: string, externalName: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { type: 'ExternalName', externalName },
  };
}

function slice(namespace: string, name: string, endpoints: Readonly<Record<string, string>>): KubeObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    endpoints: Object.entries(endpoints).map(([hostname, address]) => ({ hostname, addresses: [address] })),
  };
}
