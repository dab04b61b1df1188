import { describe, expect, test } from 'vitest';
import { deleteObject } from '../../src/cluster/delete.ts';
import { setPodReady } from '../../src/controllers/kubelet/readiness.ts';
import { podTemplateHash } from '../../src/controllers/pod-template-hash/hash.ts';
import { deployment, Lab } from './lab.ts';

const image = (name: string) => {
  const containers = [{ name: 'web', image: name, ports: [{ containerPort: 80 }] }];
  return { spec: { template: { spec: { containers } } } };
};

describe('a new Deployment', () => {
  const lab = new Lab().create(deployment('web', 3));
  const [set] = lab.sets('web');

  test('has a ReplicaSet named by the hash of its template', () => {
    const hash = podTemplateHash(lab.deployment('web').spec.template, '1.36');
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(set?.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(set?.status).toEqual({
      availableReplicas: 3,
      fullyLabeledReplicas: 3,
      observedGeneration: 1,
      readyReplicas: 3,
      replicas: 3,
      terminatingReplicas: 0,
    });
  });

  test('has running pods, spread over the nodes, with addresses from .2 upward', () => {
    const pods = lab.pods('web');
    expect(pods.map(({ spec, status }) => [spec.nodeName, status?.podIP, status?.phase])).toEqual([
      ['node1', '10.244.1.3', 'Running'],
      ['node2', '10.244.2.3', 'Running'],
      ['node1', '10.244.1.4', 'Running'],
    ]);
    for (const { metadata } of pods) expect(metadata.name).toMatch(new RegExp(`^${set?.metadata.name}-[a-z0-9]{5}$`));
  });

  test('says that it is available and complete', () => {
    const { status, metadata } = lab.deployment('web');
    expect(metadata.generation).toBe(1);
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(status?.conditions?.map(({ type, status: value, reason }) => [type, value, reason])).toEqual([
      ['Available', 'True', 'MinimumReplicasAvailable'],
      ['Progressing', 'True', 'NewReplicaSetAvailable'],
    ]);
  });

  test('reports what happened', () => {
    expect(lab.events('ScalingReplicaSet')).toContain(`Scaled up replica set ${set?.metadata.name} from 0 to 3`);
    expect(lab.events('SuccessfulCreate').filter((message) => message.startsWith('Created pod: web-'))).toHaveLength(3);
  });
});

test('a new image rolls all pods over and keeps the old ReplicaSet for a rollback', () => {
  const lab = new Lab().create(deployment('web', 3)).patch('deployments', 'web', image('nginx:1.28'));
  expect(lab.sets('web').map(({ spec }) => spec.replicas)).toEqual([0, 3]);
  expect(lab.pods('web').map(({ spec }) => spec.containers[0]?.image)).toEqual(Array(3).fill('nginx:1.28'));
  expect(lab.deployment('web').metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  expect(lab.deployment('web').status).toMatchObject({ replicas: 3, updatedReplicas: 3, observedGeneration: 2 });

  lab.patch('deployments', 'web', image('nginx:1.27'));
  const [first] = lab.sets('web');
  expect(first?.spec.replicas).toBe(3);
  expect(first?.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
});

test('a rollout that never gets ready stops at its limits and leaves the old pods serving', () => {
  const lab = new Lab().create(deployment('web', 4));
  const annotations = { 'kubesim.dev/ready': 'false' };
  lab.patch('deployments', 'web', { spec: { template: { metadata: { annotations } } } });
  expect(lab.sets('web').map(({ spec, status }) => [spec.replicas, status?.readyReplicas ?? 0])).toEqual([
    [3, 3],
    [2, 0],
  ]);
  expect(lab.deployment('web').status).toMatchObject({ replicas: 5, updatedReplicas: 2, unavailableReplicas: 2 });
  lab.now += 700_000;
  lab.patch('deployments', 'web', { metadata: { labels: { touched: 'yes' } } });
  expect(lab.deployment('web').status?.conditions?.at(-1)).toMatchObject({
    type: 'Progressing',
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
  });
});

test('Recreate ends all old pods before it starts new ones', () => {
  const lab = new Lab().create(deployment('web', 2, 'nginx:1.27', { strategy: { type: 'Recreate' } }));
  const before = lab.pods('web').map(({ metadata }) => metadata.name);
  lab.patch('deployments', 'web', image('nginx:1.28'));
  expect(lab.sets('web').map(({ spec }) => spec.replicas)).toEqual([0, 2]);
  expect(lab.pods('web').filter(({ metadata }) => before.includes(metadata.name))).toEqual([]);
});

test('scaling changes neither template nor revision', () => {
  const lab = new Lab().create(deployment('web', 2)).patch('deployments', 'web', { spec: { replicas: 5 } });
  expect(lab.sets('web')).toHaveLength(1);
  expect(lab.pods('web')).toHaveLength(5);
  lab.patch('deployments', 'web', { spec: { replicas: 0 } });
  expect(lab.pods('web')).toEqual([]);
  expect(lab.deployment('web').status).toMatchObject({ observedGeneration: 3 });
});

test('a paused Deployment scales but does not roll out', () => {
  const lab = new Lab().create(deployment('web', 2)).patch('deployments', 'web', { spec: { paused: true } });
  lab.patch('deployments', 'web', { spec: { replicas: 3, ...image('nginx:1.28').spec } });
  expect(lab.sets('web')).toHaveLength(1);
  expect(lab.pods('web')).toHaveLength(3);
  lab.patch('deployments', 'web', { spec: { paused: null } });
  expect(lab.sets('web').map(({ spec }) => spec.replicas)).toEqual([0, 3]);
});

test('no more old ReplicaSets are kept than revisionHistoryLimit', () => {
  const lab = new Lab().create(deployment('web', 1, 'nginx:1', { revisionHistoryLimit: 2 }));
  for (let i = 2; i <= 6; i++) lab.patch('deployments', 'web', image(`nginx:${i}`));
  expect(lab.sets('web').map(({ spec }) => spec.template.spec.containers[0]?.image)).toEqual([
    'nginx:4',
    'nginx:5',
    'nginx:6',
  ]);
});

test('deleting a Deployment takes its ReplicaSets and pods along', () => {
  const lab = new Lab().create(deployment('web', 3)).delete('deployments', 'web');
  expect([lab.sets('web'), lab.pods('web')]).toEqual([[], []]);
});

test.each(['Orphan', 'Foreground'] as const)('deleting a Deployment with propagation %s', (propagation) => {
  const lab = new Lab().create(deployment('web', 2));
  const ref = { plural: 'deployments', namespace: 'default', name: 'web' };
  lab.change((tx) => void deleteObject(tx, ref, { propagation }));
  expect(lab.deployment('web')).toBeUndefined();
  const left = [...lab.cluster.all('replicasets').values()].filter(({ metadata }) => metadata.namespace === 'default');
  expect([left.length, lab.pods('web').length]).toEqual(propagation === 'Orphan' ? [1, 2] : [0, 0]);
});

test('a deleted pod is replaced by one of another name', () => {
  const lab = new Lab().create(deployment('web', 2));
  const gone = lab.pods('web')[0]?.metadata.name ?? '';
  lab.delete('pods', gone);
  expect(lab.pods('web')).toHaveLength(2);
  expect(lab.pods('web').map(({ metadata }) => metadata.name)).not.toContain(gone);
});

test('a pod whose label is changed is let go and replaced, and taken back with the label', () => {
  const lab = new Lab().create(deployment('web', 2));
  const name = lab.pods('web')[0]?.metadata.name ?? '';
  lab.patch('pods', name, { metadata: { labels: { app: 'debug' } } });
  expect(lab.pods('debug')[0]?.metadata.ownerReferences).toBeUndefined();
  expect(lab.pods('web')).toHaveLength(2);
  lab.patch('pods', name, { metadata: { labels: { app: 'web' } } });
  expect(lab.pods('web')).toHaveLength(2);
});

test('scaling down gives up unready pods first, then crowded nodes', () => {
  const lab = new Lab().create(deployment('web', 4));
  const unready = lab.pods('web')[1]?.metadata.name ?? '';
  lab.change((tx) => setPodReady(tx, 'default', unready, false));
  lab.patch('deployments', 'web', { spec: { replicas: 3 } });
  expect(lab.pods('web').map(({ metadata }) => metadata.name)).not.toContain(unready);
  lab.patch('deployments', 'web', { spec: { replicas: 2 } });
  expect(
    lab
      .pods('web')
      .map(({ spec }) => spec.nodeName)
      .toSorted(),
  ).toEqual(['node1', 'node2']);
});

test('pod-deletion-cost decides which pod goes', () => {
  const lab = new Lab().create(deployment('web', 3));
  const cheap = lab.pods('web')[2]?.metadata.name ?? '';
  const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-5' };
  lab.patch('pods', cheap, { metadata: { annotations } });
  lab.patch('deployments', 'web', { spec: { replicas: 2 } });
  expect(lab.pods('web').map(({ metadata }) => metadata.name)).not.toContain(cheap);
});
