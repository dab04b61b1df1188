import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import { ask, clusterWith, pod, service, slice } from './situations.ts';

const OBJECTS = [
  pod('db', '10.244.2.5', { labels: { app: 'db' }, ports: [{ containerPort: 5432, name: 'sql' }] }),
  pod('web', '10.244.1.5', { labels: { app: 'web' } }),
  pod('other', '10.244.1.6', { labels: { app: 'other' }, namespace: 'shop' }),
  service('db', '10.96.0.20', { selector: { app: 'db' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 'sql' }] }),
  slice('db', ['10.244.2.5'], 5432),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } },
];

function policy(spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'rule', namespace: 'default' },
    spec,
  };
}

const DB = { podSelector: { matchLabels: { app: 'db' } } };

test.each([
  ['no policy selects the pod', { podSelector: { matchLabels: { app: 'nobody' } } }, 'pod/web', 'delivered'],
  ['selected, and nothing allowed', { ...DB, policyTypes: ['Ingress'] }, 'pod/web', 'dropped'],
  ['allowed by label', { ...DB, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] }, 'pod/web', 'delivered'],
  ['another label', { ...DB, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'x' } } }] }] }, 'pod/web', 'dropped'],
  ['the port of the pod, not of the Service', { ...DB, ingress: [{ ports: [{ port: 5432 }] }] }, 'pod/web', 'delivered'],
  ['the port of the Service', { ...DB, ingress: [{ ports: [{ port: 80 }] }] }, 'pod/web', 'dropped'],
  ['a named port', { ...DB, ingress: [{ ports: [{ port: 'sql' }] }] }, 'pod/web', 'delivered'],
  ['a range of ports', { ...DB, ingress: [{ ports: [{ port: 5000, endPort: 6000 }] }] }, 'pod/web', 'delivered'],
  ['another protocol', { ...DB, ingress: [{ ports: [{ port: 5432, protocol: 'UDP' }] }] }, 'pod/web', 'dropped'],
  ['an ipBlock', { ...DB, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16' } }] }] }, 'pod/web', 'delivered'],
  ['an ipBlock with except', { ...DB, ingress: [{ from: [{ ipBlock: { cidr: '10.244.0.0/16', except: ['10.244.1.0/24'] } }] }] }, 'pod/web', 'dropped'],
  ['a pod of another namespace', { ...DB, ingress: [{ from: [{ podSelector: {} }] }] }, 'pod/shop/other', 'dropped'],
  ['another namespace by its labels', { ...DB, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: 'shop' } } }] }] }, 'pod/shop/other', 'delivered'],
  ['another namespace by its name', { ...DB, ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] }] }, 'pod/shop/other', 'delivered'],
  ['namespace and pod together', { ...DB, ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } }] }] }, 'pod/shop/other', 'dropped'],
  ['egress of the client', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }, 'pod/web', 'dropped'],
  ['egress to the pod behind the Service', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }] }, 'pod/web', 'delivered'],
  ['egress to the ClusterIP allows nothing', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.96.0.20/32' } }] }] }, 'pod/web', 'dropped'],
])('%s', (_, spec, from, verdict) => {
  for (const mode of ['iptables', 'nftables', 'ipvs'] as const) {
    const cluster = clusterWith([...OBJECTS, policy(spec)]);
    const result = ask(cluster, 'tcp 10.96.0.20 80', { from });
    expect([mode, result.verdict]).toEqual([mode, verdict]);
    if (verdict === 'dropped') expect([result.reason, result.message]).toEqual(['POLICY_DENIED', expect.stringContaining('default/rule')]);
  }
}); // prettier-ignore

test('the trace names the policy and its rule, or says that none selects the pod', () => {
  const cluster = clusterWith([...OBJECTS, policy({ ...DB, ingress: [{ from: [{ podSelector: {} }] }] })]);
  const steps = ask(cluster, 'tcp 10.96.0.20 80', { from: 'pod/web' }).paths[0]?.steps.filter(
    (step) => step.layer === 'policy',
  );
  expect(steps?.map((step) => step.action)).toEqual([
    'no egress policy selects pod default/web',
    'NetworkPolicy default/rule ingress[0] allows default/db from 10.244.1.5',
  ]);
});

test('two policies add up', () => {
  const second = { ...policy({ ...DB, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] }), metadata: { name: 'second', namespace: 'default' } }; // prettier-ignore
  expect(ask(clusterWith([...OBJECTS, policy({ ...DB }), second]), 'tcp 10.96.0.20 80', { from: 'pod/web' }).verdict).toBe('delivered'); // prettier-ignore
});
