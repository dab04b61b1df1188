import { describe, expect, test } from 'vitest';
import type { Namespace } from '../../src/api/namespace/type.ts';
import { TIMED } from '../../src/controllers/context.ts';
import { nextDue } from '../../src/controllers/kubelet/controller.ts';
import { setPodReady } from '../../src/controllers/kubelet/readiness.ts';
import { setPodTerminating } from '../../src/controllers/kubelet/termination.ts';
import { conditionOf, isReady } from '../../src/controllers/pod-state.ts';
import { deleteObject } from '../../src/cluster/delete.ts';
import { createObject } from '../../src/cluster/create.ts';
import { podStartRevision } from '../../src/cluster/pod-start.ts';
import { deployment, Lab, node, pod, service } from './lab.ts';

describe('the scheduler', () => {
  const why = (lab: Lab, name: string) => {
    const found = lab.pods().find(({ metadata }) => metadata.name === name);
    return [found?.spec.nodeName, conditionOf(found?.status?.conditions, 'PodScheduled')?.message];
  };

  test('keeps to nodeName, nodeSelector and node affinity', () => {
    const terms = [{ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } };
    const lab = new Lab().patch('nodes', 'node2', { metadata: { labels: { disk: 'ssd' } } }, '');
    lab.create(pod('a', { nodeName: 'node1' }), pod('b', { nodeSelector: { disk: 'ssd' } }), pod('c', { affinity }));
    expect(lab.pods().map(({ spec }) => spec.nodeName)).toEqual(['node1', 'node2', 'node2']);
  });

  test('says why a pod fits nowhere, and binds it once it does', () => {
    const lab = new Lab().create(pod('a', { nodeSelector: { disk: 'ssd' } }));
    expect(why(lab, 'a')).toEqual([
      undefined,
      "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector. " +
        'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ]);
    expect(lab.events('FailedScheduling')).toHaveLength(1);
    lab.patch('nodes', 'node1', { metadata: { labels: { disk: 'ssd' } } }, '');
    expect(why(lab, 'a')).toEqual(['node1', undefined]);
  });

  test('respects cordons and taints', () => {
    const taints = [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }];
    const tolerations = [{ key: 'dedicated', operator: 'Equal', value: 'db', effect: 'NoSchedule' }];
    const lab = new Lab()
      .patch('nodes', 'node1', { spec: { unschedulable: true } }, '')
      .patch('nodes', 'node2', { spec: { taints } }, '')
      .create(pod('a'), pod('b', { tolerations }));
    expect(why(lab, 'a')[1]).toContain('1 node(s) had untolerated taint(s), 1 node(s) were unschedulable');
    expect(why(lab, 'b')[0]).toBe('node2');
  });

  test('does not give one host port twice', () => {
    const containers = [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80, hostPort: 8080 }] }];
    const lab = new Lab().create(...['a', 'b', 'c'].map((name) => pod(name, { containers })));
    expect(lab.pods().map(({ spec }) => spec.nodeName)).toEqual(['node1', 'node2', undefined]);
  });
});

describe('pods that mind each other', () => {
  const antiAffinity = (topologyKey: string) => {
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey };
    return { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  };
  const labels = { labels: { app: 'web' } };

  test('required anti-affinity leaves one without a place', () => {
    const spec = antiAffinity('kubernetes.io/hostname');
    const lab = new Lab().create(...['a', 'b', 'c'].map((name) => pod(name, spec, labels)));
    expect(lab.pods().map(({ spec: own }) => own.nodeName)).toEqual(['node1', 'node2', undefined]);
    expect(lab.events('FailedScheduling')[0]).toContain("2 node(s) didn't match pod anti-affinity rules");
    lab.create(pod('d', {}, labels));
    expect(lab.events('FailedScheduling')[1]).toContain("2 node(s) didn't satisfy existing pods anti-affinity rules");
    lab.delete('pods', 'a');
    expect(lab.pods().map(({ spec: own }) => own.nodeName)).toEqual(['node2', 'node1', undefined]);
  });

  test('required affinity brings pods together', () => {
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
    const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    const lab = new Lab().create(...['a', 'b', 'c'].map((name) => pod(name, { affinity }, labels)));
    expect(new Set(lab.pods().map(({ spec }) => spec.nodeName)).size).toBe(1);
  });
});

test('a node takes 110 pods', () => {
  const lab = new Lab({ nodes: 1 }).create(deployment('web', 120));
  expect(lab.pods('web').filter(({ spec }) => spec.nodeName)).toHaveLength(107);
  expect(lab.events('FailedScheduling')[0]).toMatch(/^0\/1 nodes are available: 1 Too many pods\. /);
});

test('a NoExecute taint drives pods away', () => {
  const lab = new Lab().create(deployment('web', 2));
  lab.patch('nodes', 'node1', { spec: { taints: [{ key: 'broken', effect: 'NoExecute' }] } }, '');
  expect(lab.pods('web').map(({ spec }) => spec.nodeName)).toEqual(['node2', 'node2']);
});

test('more pods than a cluster can have are refused, and nothing changes', () => {
  const lab = new Lab();
  const before = lab.cluster;
  expect(() => lab.create(deployment('web', 2_000_000_000))).toThrow('kubesim keeps no more than 150000');
  expect(lab.cluster).toBe(before);
});

describe('the kubelet', () => {
  test('gives hostNetwork pods the address of the node', () => {
    const lab = new Lab().create(pod('a', { hostNetwork: true, nodeName: 'node2' }));
    expect(lab.pods()[0]?.status).toMatchObject({ podIP: '192.168.2.119', hostIP: '192.168.2.119' });
  });

  test('goes on after the address last given, and reuses none before it has come round', () => {
    const on = { nodeName: 'node2' };
    const lab = new Lab().create(pod('a', on)).delete('pods', 'a').create(pod('b', on));
    expect(lab.pods()[0]?.status?.podIP).toBe('10.244.2.4');
  });

  test('starts over at the end of the range, and says when it is full', () => {
    const small = node('small', undefined, { podCIDR: '10.9.0.0/29', podCIDRs: ['10.9.0.0/29'] });
    const lab = new Lab().create(small);
    const on = { nodeName: 'small' };
    lab.create(...[1, 2, 3, 4, 5, 6].map((i) => pod(`p${i}`, on)));
    expect(lab.pods().map(({ status }) => status?.podIP)).toEqual([
      '10.9.0.2', '10.9.0.3', '10.9.0.4', '10.9.0.5', '10.9.0.6', undefined,
    ]); // prettier-ignore
    expect(lab.events('FailedCreatePodSandBox')).toHaveLength(1);
    expect(lab.pods()[5]?.status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  });

  test('takes a pinned address and readiness from annotations', () => {
    const annotations = { 'kubesim.dev/ip': '10.244.1.77', 'kubesim.dev/ready': 'false' };
    const lab = new Lab().create(pod('a', { nodeName: 'node1' }, { annotations }));
    const [a] = lab.pods();
    expect([a?.status?.podIP, a && isReady(a), a?.status?.phase]).toEqual(['10.244.1.77', false, 'Running']);
    expect(conditionOf(a?.status?.conditions, 'Ready')?.message).toBe('containers with unready status: [c]');
  });

  test('copies the zone of the node to the pod', () => {
    const lab = new Lab().create(node('n3', 'zone-c'), pod('a', { nodeName: 'n3' }));
    expect(lab.pods()[0]?.metadata.labels).toEqual({ 'topology.kubernetes.io/zone': 'zone-c' });
  });

  test('a pod keeps the revision of its start when it is labelled later', () => {
    const lab = new Lab().create(pod('a'));
    const [before] = lab.pods();
    const started = before && podStartRevision(lab.cluster, before);
    lab.create(service('later')).patch('pods', 'a', { metadata: { labels: { x: 'y' } } });
    const [after] = lab.pods();
    expect(after && podStartRevision(lab.cluster, after)).toBe(started);
  });
});

describe('readiness and termination', () => {
  const conditions = (lab: Lab) => lab.endpoints('web').map((endpoint) => endpoint.conditions);

  test('endpoints follow a readiness probe', () => {
    const lab = new Lab().create(deployment('web', 1), service('web'));
    const name = lab.pods('web')[0]?.metadata.name ?? '';
    lab.change((tx) => setPodReady(tx, 'default', name, false));
    expect(conditions(lab)).toEqual([{ ready: false, serving: false, terminating: false }]);
    lab.change((tx) => setPodReady(tx, 'default', name, true));
    expect(conditions(lab)).toEqual([{ ready: true, serving: true, terminating: false }]);
  });

  test('a pod held in termination serves on, replaced already, until it is let go', () => {
    const lab = new Lab().create(deployment('web', 1), service('web'));
    const name = lab.pods('web')[0]?.metadata.name ?? '';
    lab.change((tx) => setPodTerminating(tx, 'default', name));
    expect(conditions(lab)).toEqual([
      { ready: false, serving: true, terminating: true },
      { ready: true, serving: true, terminating: false },
    ]);
    lab.change((tx) => setPodTerminating(tx, 'default', name, false));
    expect(conditions(lab)).toEqual([{ ready: true, serving: true, terminating: false }]);
  });

  test('in the timed pace a pod is ready, and later gone, after a while', () => {
    const timed = { pace: TIMED };
    const lab = new Lab().change((tx) => void createObject(tx, deployment('web', 1)), timed);
    expect(lab.pods('web').map(isReady)).toEqual([false]);
    expect(nextDue(lab.pods('web'), TIMED)).toBe(lab.now + TIMED.readyAfter);
    lab.wait(TIMED.readyAfter, timed);
    expect(lab.pods('web').map(isReady)).toEqual([true]);
    expect(lab.deployment('web').status?.availableReplicas).toBe(1);
    const name = lab.pods('web')[0]?.metadata.name ?? '';
    lab.change((tx) => void deleteObject(tx, { plural: 'pods', namespace: 'default', name }), timed);
    expect(lab.pods('web').map(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([true, false]);
    lab.wait(TIMED.stopAfter, timed);
    expect(lab.pods('web')).toHaveLength(1);
  });
});

test('a namespace goes with everything in it', () => {
  const lab = new Lab().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  const inShop = (object: ReturnType<typeof pod>) => ({
    ...object,
    metadata: { ...object.metadata, namespace: 'shop' },
  });
  lab.create(inShop(deployment('web', 2)), inShop(service('web')), inShop(pod('solo')));
  expect(lab.pods(undefined, 'shop')).toHaveLength(3);
  lab.delete('namespaces', 'shop', '');
  expect(lab.cluster.get('namespaces', '', 'shop') as Namespace | undefined).toBeUndefined();
  for (const plural of ['pods', 'services', 'endpoints', 'endpointslices', 'replicasets', 'deployments']) {
    expect([...lab.cluster.all(plural).keys()].filter((key) => key.startsWith('shop/'))).toEqual([]);
  }
});

test('a new node joins with addresses, a pod prefix and a kube-proxy; its pods go with it', () => {
  const lab = new Lab().create(node('node3'));
  expect(lab.cluster.get('nodes', '', 'node3')).toMatchObject({
    spec: { podCIDR: '10.244.3.0/24', podCIDRs: ['10.244.3.0/24'] },
    status: { addresses: [{ address: '192.168.2.120', type: 'InternalIP' }, { type: 'Hostname' }] },
  });
  expect(lab.cluster.config.runningProxyModes['node3']).toBe('iptables');
  lab.create(pod('a', { nodeName: 'node3' })).delete('nodes', 'node3', '');
  expect(lab.pods()).toEqual([]);
  expect(lab.pods(undefined, 'kube-system').filter(({ spec }) => spec.nodeName === 'node3')).toEqual([]);
});
