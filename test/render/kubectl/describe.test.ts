import { describe, expect, it } from 'vitest';
import { terminal } from '../../cli/run.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: {
    topologySpreadConstraints: [
      {
        topologyKey: 'zone',
        maxSkew: 1,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { a: 'b' } },
      },
    ],
    containers: [
      {
        name: 'c',
        image: 'nginx',
        securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a.json' } },
        livenessProbe: { httpGet: { path: 'live?x=1', port: 80 } },
        resources: { requests: { cpu: '1.5', memory: '1.5Gi' }, limits: { memory: '2Gi' } },
        env: [
          { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          { name: 'B', valueFrom: { resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } } },
          { name: 'C', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
          { name: 'D', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'E', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        ],
      },
    ],
    volumes: [
      { name: 'v', csi: { driver: 'x', volumeAttributes: { b: '2', a: '1' } } },
      { name: 'd', downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    ],
  },
};

describe('describe pod', () => {
  it.each([
    ['a probe', 'Liveness: http-get http://:80/live%3Fx=1 delay=0s timeout=1s period=10s #success=1 #failure=3'],
    ['a resource without limit', 'A: node allocatable (limits.cpu)'],
    ['a resource in units of the divisor', 'B: 1536 (requests.memory)'],
    ['a resource rounded up', 'C: 2 (requests.cpu)'],
    ['a field that kubectl does not know', 'D: (v1:status.podIP)'],
    ['the name', 'E: p (v1:metadata.name)'],
    ['seccomp', 'SeccompProfile: Localhost\n LocalhostProfile: a.json'],
    ['csi attributes', 'VolumeAttributes: a=1\n b=2'],
    ['downward items', 'Items:\n metadata.labels -> l'],
    ['the QoS class', 'QoS Class: Burstable'],
    ['spread', 'Topology Spread Constraints: zone:DoNotSchedule when max skew 1 is exceeded for selector a=b'],
  ])('shows %s as kubectl does', async (_, expected) => {
    const kubesim = terminal();
    await kubesim.run('cluster', 'init');
    await kubesim.feed(JSON.stringify(POD), 'apply', '-f', '-');
    const { out } = await kubesim.run('describe', 'pod', 'p');
    expect(out.replace(/^ +|(?<=\S) {2,}/gm, ' ')).toContain(expected);
  });

  it('works out the QoS class that a dump leaves out', async () => {
    const kubesim = terminal();
    await kubesim.feed(JSON.stringify({ ...POD, status: { phase: 'Pending' } }), 'import', '-f', '-');
    expect((await kubesim.run('describe', 'pod', 'p')).out).toMatch(/^QoS Class: +Burstable$/m);
  });
});

describe('describe node', () => {
  it('adds up the pods, with rows for huge pages and for resources of devices', async () => {
    const kubesim = terminal();
    const capacity = { cpu: '4', memory: '8Gi', 'hugepages-2Mi': '16Mi', 'example.com/gpu': '2', pods: '110' };
    const resources = { requests: { cpu: '500m', 'hugepages-2Mi': '4Mi', 'example.com/gpu': '1' } };
    const items = [
      { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, status: { capacity } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'default' },
        spec: {
          nodeName: 'n',
          containers: [{ name: 'c', resources }],
          initContainers: [{ name: 'i', resources: { requests: { cpu: '1' } } }],
        },
      },
    ];
    await kubesim.feed(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'import', '-f', '-');
    const { out } = await kubesim.run('describe', 'node', 'n');
    expect(out).toMatch(/^ {2}cpu +1 \(25%\) +0 \(0%\)$/m);
    expect(out).toMatch(/^ {2}hugepages-2Mi +4Mi \(25%\) +0 \(0%\)$/m);
    expect(out).toMatch(/^ {2}example.com\/gpu +1 +0$/m);
    expect(out).not.toMatch(/^ {2}pods +\S+ \(/m);
  });
});
