import { expect, test } from 'vitest';
import { detailedTrace } from '../../../src/render/trace/detailed.ts';
import { dotTrace } from '../../../src/render/trace/dot.ts';
import { traceData } from '../../../src/render/trace/json.ts';
import { mermaidTrace } from '../../../src/render/trace/mermaid.ts';
import { minimalTrace } from '../../../src/render/trace/minimal.ts';
import { repeatedTraces } from '../../../src/render/trace/repeated.ts';
import { summaryTrace } from '../../../src/render/trace/summary.ts';
import { percent, printable } from '../../../src/render/trace/text.ts';
import { ask, clusterWith, pod, service, slice } from '../../trace/situations.ts';

const cluster = clusterWith([pod('web-1', '10.244.1.5'), pod('web-2', '10.244.2.5'), service('web', '10.96.0.20'), slice('web', ['10.244.1.5', '10.244.2.5'])]); // prettier-ignore
const good = ask(cluster, 'tcp 10.96.0.20 80', { from: 'pod=10.244.1.9' });
const bad = ask(clusterWith([service('web', '10.96.0.20')]), 'tcp 10.96.0.20 80', { from: 'pod=10.244.1.9' });

test('minimal: the promised format', () => {
  expect(minimalTrace(bad)).toBe(`from pod 10.244.1.9
node1 route: gateway cbr0
node1 nat PREROUTING: jump KUBE-SERVICES
node1 route: outside eth0
node1 filter FORWARD: jump KUBE-PROXY-FIREWALL
node1 filter FORWARD: jump KUBE-FORWARD
node1 filter FORWARD: jump KUBE-SERVICES
node1 filter KUBE-SERVICES: REJECT with icmp-port-unreachable
rejected NO_ENDPOINTS 1.000000
`);
});

test('minimal: every outcome, whichever way is shown', () => {
  const lines = minimalTrace(good).trimEnd().split('\n');
  expect(lines.slice(-2)).toEqual([
    'delivered DELIVERED 0.500000 - 10.244.1.5:80 seen 10.244.1.9',
    'delivered DELIVERED 0.500000 - 10.244.2.5:80 seen 10.244.1.9',
  ].map((line, i) => line.replace(' - ', ` default/web-${i + 1} `))); // prettier-ignore
  expect(minimalTrace(good, { all: true }).match(/^way /gm)).toHaveLength(2);
});

test('json: the contract', () => {
  const data = traceData(good);
  expect(data).toMatchObject({
    request: { protocol: 'tcp', host: '10.96.0.20', port: 80 },
    source: { kind: 'pod', name: '10.244.1.9', ip: '10.244.1.9' },
    dns: [],
    verdict: 'delivered',
    reason: 'DELIVERED',
    outcomes: [
      { verdict: 'delivered', probability: 0.5, endpoint: { pod: 'default/web-1', ip: '10.244.1.5', port: 80, node: 'node1' }, sourceSeen: '10.244.1.9' },
      { verdict: 'delivered', probability: 0.5, endpoint: { pod: 'default/web-2', ip: '10.244.2.5', port: 80, node: 'node2' }, sourceSeen: '10.244.1.9' },
    ],
  }); // prettier-ignore
  const steps = data['steps'] as Record<string, unknown>[];
  expect(steps.find((step) => step['chain'] === 'KUBE-SERVICES')).toMatchObject({
    node: 'node1',
    layer: 'iptables',
    table: 'nat',
    action: expect.stringMatching(/^jump KUBE-SVC-/),
    rule: expect.stringMatching(/^-A KUBE-SERVICES -d 10\.96\.0\.20\/32/),
    packet: { source: '10.244.1.9:49152', destination: '10.96.0.20:80' },
    origin: 'Service default/web spec.ports[0].port',
  });
  expect(traceData(good, { all: true })['tree']).toBeDefined();
});

test('detailed: one who reads no rules finds what happened and what to do', () => {
  const text = detailedTrace(bad);
  expect(detailedTrace(good)).toContain("kube-proxy's list of all Services is asked");
  expect(text).toContain('Services without endpoints are refused here');
  expect(text).toContain('✗ rejected NO_ENDPOINTS: Service default/web has no endpoints: node1 rejects the packet');
  expect(text).toContain('where: Service default/web spec.selector');
  expect(text).toMatch(/fix: {3}kubesim why svc\/web/);
});

test('detailed: the tree has a branch for each way, with its chance', () => {
  const text = detailedTrace(good, { all: true });
  expect(text.match(/\|- 50 % \(\d of 2\)/g)).toHaveLength(2);
  expect(text).not.toContain('KUBE-SVC-I52I3A2UM7NMVYS5 is asked, nothing there matches');
  expect(detailedTrace(good)).toContain('one of 2 ways is shown (50 %)');
});

test('detailed: explain says which condition of a near miss failed', () => {
  const near = ask(cluster, 'udp 10.96.0.20 80', { from: 'pod=10.244.1.9', explain: true });
  expect(detailedTrace(near)).toMatch(/nat KUBE-SERVICES: not matched, because not -p tcp/);
});

test('summary: a few lines with every end', () => {
  expect(summaryTrace(good)).toBe(`tcp 10.96.0.20 80  from pod default/10.244.1.9 (10.244.1.9 on node1)
✓ delivered to default/web-1 (10.244.1.5:80)
  the backend sees the client as 10.244.1.9
  port 80: assumed open (the containerPort is declared, which is documentation only)
  2 ways it can end:
        50 %  delivered to default/web-1 (10.244.1.5:80 on node1), sees 10.244.1.9
        50 %  delivered to default/web-2 (10.244.2.5:80 on node2), sees 10.244.1.9
`);
});

test('mermaid and dot draw every way', () => {
  const [mermaid, dot] = [mermaidTrace(good), dotTrace(good)];
  expect(mermaid.match(/"50 %"/g)).toHaveLength(2);
  expect(mermaid).toContain('subgraph g0["node1"]');
  expect(dot).toContain('subgraph cluster_1 { label="node2"');
  expect(dot.match(/palegreen/g)).toHaveLength(2);
  expect(dot.split('{').length).toBe(dot.split('}').length);
});

test('repeated: a line a request and the spread', () => {
  const text = repeatedTraces([good, good, bad], 60);
  expect(text).toContain('   2 +60s  delivered to default/web-1');
  expect(text).toMatch(/3 requests:\n {7}2 {2}delivered/);
});

test('nothing of a manifest steers the terminal, and no chance is called certain that is not', () => {
  expect(printable('a\u001b[31mb\u0007c\u202e')).toBe('a?[31mb?c?');
  expect([percent(1 / 3), percent(1), percent(0), percent(1e-7), percent(1 - 1e-7)]).toEqual(['33.33 %', '100 %', '0 %', '< 0.01 %', '> 99.99 %']); // prettier-ignore
});
