import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import { diagnoseService } from '../../src/diagnose/why.ts';
import { editDistance, nearest } from '../../src/diagnose/edit-distance.ts';
import { REASONS } from '../../src/diagnose/reasons.ts';
import { whyText } from '../../src/render/diagnose/why.ts';
import { clusterWith, pod, service, slice } from '../trace/situations.ts';

const WEB = pod('web-1', '10.244.1.5', { ports: [{ containerPort: 80, name: 'http' }] });
const unready: KubeObject = { ...WEB, status: { phase: 'Running', podIP: '10.244.1.5', conditions: [{ type: 'Ready', status: 'False', message: 'probe failed' }] } }; // prettier-ignore
const deny: KubeObject = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'deny', namespace: 'default' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } }; // prettier-ignore
const bare = slice('web', ['10.244.1.5']);
const headless: KubeObject = { ...bare, metadata: { ...bare.metadata, labels: { ...bare.metadata.labels, 'service.kubernetes.io/headless': '' } } }; // prettier-ignore

test.each<[string, KubeObject[], string, RegExp]>([
  ['all is well', [WEB, service('web', '10.96.0.20'), slice('web', ['10.244.1.5'])], 'DELIVERED', /nothing wrong/],
  ['not there', [service('webb', '10.96.0.20')], 'NOT_FOUND', /no Service "web"/],
  ['a typo in the selector', [WEB, service('web', '10.96.0.20', { selector: { app: 'wbe' } })], 'SELECTOR_MATCHES_NOTHING', /app=wbe matches no pod/],
  ['no selector and no slice', [service('web', '10.96.0.20', { selector: null })], 'NO_SELECTOR', /no selector/],
  ['pods are not ready', [unready, service('web', '10.96.0.20'), slice('web', ['10.244.1.5'], 80, false)], 'NO_READY_ENDPOINTS', /none of 1 pod is ready/],
  ['no such port name', [WEB, service('web', '10.96.0.20', { ports: [{ port: 80, targetPort: 'htpp' }] })], 'TARGET_PORT_NAME', /named "htpp"/],
  ['nobody listens', [pod('web-1', '10.244.1.5', { listen: '80' }), service('web', '10.96.0.20', { ports: [{ port: 80, targetPort: 8080 }] }), slice('web', ['10.244.1.5'], 8080)], 'TARGET_PORT_CLOSED', /nobody listens on 8080/],
  ['a port nobody declares', [WEB, service('web', '10.96.0.20', { ports: [{ port: 80, targetPort: 8080 }] }), slice('web', ['10.244.1.5'], 8080)], 'TARGET_PORT_UNDECLARED', /no container declares/],
  ['the slice calls its port otherwise', [service('web', '10.96.0.20', { selector: null, ports: [{ port: 80, name: 'http' }] }), slice('web', ['192.168.2.50'])], 'SLICE_PORT_NAME', /its port is unnamed/],
  ['a policy denies', [WEB, deny, service('web', '10.96.0.20'), slice('web', ['10.244.1.5'])], 'POLICY_DENIED', /default\/deny/],
  ['a node without an endpoint', [WEB, service('web', '10.96.0.20', { type: 'NodePort', externalTrafficPolicy: 'Local', ports: [{ port: 80, nodePort: 30080 }] }), slice('web', ['10.244.1.5'])], 'NO_LOCAL_ENDPOINTS', /node2 has no ready endpoint/],
  ['an alias', [service('web', '', { type: 'ExternalName', externalName: 'example.com', selector: null })], 'EXTERNAL_NAME', /alias/],
  ['an alias of an address', [service('web', '', { type: 'ExternalName', externalName: '192.0.2.7', selector: null })], 'EXTERNAL_NAME', /is an address/],
  ['an alias of a Service that is not there', [service('web', '', { type: 'ExternalName', externalName: 'gone.default.svc.cluster.local', selector: null })], 'EXTERNAL_NAME', /no Service gone/],
  ['headless, and its port is not that of the pods', [WEB, service('web', 'None', { ports: [{ port: 8080, targetPort: 80 }] }), headless], 'HEADLESS', /port 8080 of the pods/],
  ['headless, and all is well', [WEB, service('web', 'None', { ports: [{ port: 80, targetPort: 80 }] }), headless], 'DELIVERED', /nothing wrong/],
  ['a load balancer that never came', [WEB, service('web', '10.96.0.20', { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 80 }] }), slice('web', ['10.244.1.5'])], 'LB_PENDING', /pending/],
])('%s', (_, objects, reason, message) => {
  const diagnosis = diagnoseService(clusterWith(objects), 'default', 'web');
  expect(diagnosis.reason).toBe(reason);
  expect(diagnosis.message).toMatch(message);
  const text = whyText(diagnosis);
  expect(text).toContain(reason);
  if (REASONS[diagnosis.reason].fix !== '') expect(text).toContain('fix:');
}); // prettier-ignore

test('says which labels come nearest, and how near', () => {
  const diagnosis = diagnoseService(clusterWith([WEB, service('web', '10.96.0.20', { selector: { app: 'wbe' } })]), 'default', 'web'); // prettier-ignore
  expect(diagnosis.checks.flatMap((check) => check.details ?? []).join()).toContain(
    'app=web instead of app=wbe (edit distance 1)',
  );
});

test('pods of one selector that listen differently: names the labels that tell them apart', () => {
  const worker = pod('worker-1', '10.244.1.6', { listen: '9090', labels: { app: 'web', part: 'worker' } });
  const front = pod('web-1', '10.244.1.5', { listen: '80', labels: { app: 'web', part: 'front' } });
  const { checks } = diagnoseService(clusterWith([front, worker, service('web', '10.96.0.20')]), 'default', 'web');
  expect(checks.flatMap((check) => check.details ?? [])).toContain('the selector may take in pods that are not meant: those that listen have part=front'); // prettier-ignore
});

test('edit distance counts letters, and swapped neighbours once', () => {
  expect([editDistance('', 'abc'), editDistance('kitten', 'sitting'), editDistance('wbe', 'web'), editDistance('a', 'a')]).toEqual([3, 3, 1, 0]); // prettier-ignore
  expect(nearest('orders', ['order', 'payments'])).toEqual({ text: 'order', distance: 1 });
  expect(nearest('orders', ['zzzzzzzzzzzz'])).toBeUndefined();
});

test('every reason has a meaning, and every failure a remedy', () => {
  for (const [code, { meaning, cause, fix }] of Object.entries(REASONS)) {
    expect(meaning).not.toBe('');
    if (code !== 'DELIVERED') expect([code, cause !== '', fix !== '']).toEqual([code, true, true]);
  }
});
