import { expect, test } from 'vitest';
import { createObject } from '../../src/cluster/create.ts';
import { deleteObject, removeObject } from '../../src/cluster/delete.ts';
import { collectGarbage } from '../../src/cluster/garbage.ts';
import { updateObject } from '../../src/cluster/update.ts';
import { after, begin, configMap, namespace, NOW, pod, refusal, service } from './support.ts';

test('a new object gets what only the API server gives', () => {
  const tx = begin();
  const made = createObject(tx, configMap('a'));
  expect(made.metadata).toMatchObject({ namespace: 'default', creationTimestamp: '2026-11-22T04:46:24Z' });
  expect(made.metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(made.metadata.resourceVersion).toBe(String(tx.revision));
  expect(createObject(tx, namespace('late'))).toMatchObject({
    metadata: { labels: { 'kubernetes.io/metadata.name': 'late' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  });
});

test('same seed and revision, same bytes', () => {
  const run = (): string => JSON.stringify([...begin().all('namespaces')]);
  expect(run()).toBe(run());
});

test.each([
  [
    'no such namespace',
    () => createObject(begin(), service('x', {}, { namespace: 'nope' })),
    404,
    'namespaces "nope" not found',
  ],
  [
    'the name is taken',
    () => {
      const tx = begin();
      createObject(tx, configMap('a'));
      createObject(tx, configMap('a'));
    },
    409,
    'configmaps "a" already exists',
  ],
  [
    'a terminating namespace',
    () => {
      const tx = begin();
      deleteObject(tx, { plural: 'namespaces', namespace: '', name: 'demo' });
      createObject(tx, service('x', {}, { namespace: 'demo' }));
    },
    403,
    'services "x" is forbidden: unable to create new content in namespace demo because it is being terminated',
  ],
  [
    'another namespace than the request',
    () => createObject(begin(), configMap('a', {}, { namespace: 'demo' }), { namespace: 'default' }),
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'no name',
    () => createObject(begin(), service('')),
    422,
    'Service "" is invalid: metadata.name: Required value: name or generateName is required',
  ],
  [
    'a system namespace',
    () => deleteObject(begin(), { plural: 'namespaces', namespace: '', name: 'default' }),
    403,
    'namespaces "default" is forbidden: this namespace may not be deleted',
  ],
  [
    'nothing to delete',
    () => deleteObject(begin(), { plural: 'deployments', namespace: 'default', name: 'web' }),
    404,
    'deployments.apps "web" not found',
  ],
  ['nothing to update', () => updateObject(begin(), configMap('a')), 404, 'configmaps "a" not found'],
  [
    'an unknown kind',
    () => createObject(begin(), { apiVersion: 'v1', kind: 'Servce', metadata: { name: 'a' } }),
    404,
    'the server could not find the requested resource',
  ],
])('refused: %s', (_, work, code, message) => {
  const error = refusal(work);
  expect([error.code, error.message]).toEqual([code, message]);
});

test('generated names: the base cut to 58 characters and five of the 27 letters', () => {
  const tx = begin();
  const short = createObject(tx, { ...configMap(''), metadata: { name: '', generateName: 'web-' } });
  expect(short.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  const long = createObject(tx, { ...configMap(''), metadata: { name: '', generateName: `${'a'.repeat(62)}-` } });
  expect(long.metadata.name).toMatch(/^a{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test('a stale resourceVersion or another uid is a conflict', () => {
  const tx = begin();
  const made = createObject(tx, configMap('a'));
  updateObject(tx, configMap('a', { x: '1' }));
  expect(refusal(() => updateObject(tx, { ...made, data: { x: '2' } })).message).toBe(
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
  );
  expect(refusal(() => updateObject(tx, configMap('a', {}, { uid: 'other' }))).message).toContain(
    'Precondition failed: UID in precondition: other, UID in object meta: ',
  );
});

test('an update that changes nothing keeps the version; generation counts changes of what is wanted', () => {
  const tx = begin();
  const made = createObject(tx, pod('a'));
  expect(made.metadata.generation).toBe(1);
  expect(updateObject(tx, pod('a')).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  const labelled = updateObject(tx, { ...made, metadata: { ...made.metadata, labels: { a: 'b' } } });
  expect(labelled.metadata.generation).toBe(1);
  expect(Number(labelled.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
  const spec = { ...(made['spec'] as object), activeDeadlineSeconds: 100 };
  expect(updateObject(tx, { ...labelled, spec }).metadata.generation).toBe(2);
});

test('the status is written through its subresource only', () => {
  const tx = begin();
  const made = createObject(tx, pod('a', {}, {}, { phase: 'Running' }));
  expect(made['status']).toMatchObject({ phase: 'Pending' });
  const running = { ...made, status: { phase: 'Running' }, spec: { containers: [] } };
  expect(updateObject(tx, running, { subresource: 'status' })).toMatchObject({
    status: { phase: 'Running' },
    spec: { containers: [{ name: 'c' }] },
  });
});

test('a pod on a node is given time to stop; a second request can only shorten it', () => {
  const tx = begin();
  const ref = { plural: 'pods', namespace: 'default', name: 'a' };
  createObject(tx, pod('a', {}, { nodeName: 'node1' }));
  const first = deleteObject(tx, ref);
  expect(first.gone).toBe(false);
  expect(first.object.metadata).toMatchObject({
    deletionTimestamp: '2026-11-22T04:46:54Z',
    deletionGracePeriodSeconds: 30,
  });
  expect(deleteObject(tx, ref, { gracePeriodSeconds: 60 }).object).toBe(first.object);
  expect(deleteObject(tx, ref, { gracePeriodSeconds: 5 }).object.metadata.deletionTimestamp).toBe(
    '2026-11-22T04:46:29Z',
  );
  expect(deleteObject(tx, ref, { gracePeriodSeconds: 0 }).gone).toBe(true);
  createObject(tx, pod('unscheduled'));
  expect(deleteObject(tx, { ...ref, name: 'unscheduled' }).gone).toBe(true);
});

test('finalizers hold an object until the last one is taken away', () => {
  const tx = begin();
  const made = createObject(tx, configMap('a', {}, { finalizers: ['example.com/wait'] }));
  const ref = { plural: 'configmaps', namespace: 'default', name: 'a' };
  expect(deleteObject(tx, ref).gone).toBe(false);
  const waiting = tx.get('configmaps', 'default', 'a');
  expect(waiting?.metadata.deletionTimestamp).toBe(made.metadata.creationTimestamp);
  updateObject(tx, configMap('a'));
  expect(tx.get('configmaps', 'default', 'a')).toBeUndefined();
});

test('deleting a Service takes its Endpoints object with it', () => {
  const tx = begin();
  createObject(tx, service('web'));
  createObject(tx, { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'web' } });
  deleteObject(tx, { plural: 'services', namespace: 'default', name: 'web' });
  expect(tx.all('endpoints').size).toBe(0);
});

test.each([
  ['Background', 0, true],
  ['Foreground', 0, true],
  ['Orphan', 2, false],
] as const)('propagation %s leaves %i dependents', (propagation, left, gone) => {
  const tx = begin();
  const owner = createObject(tx, configMap('owner'));
  const { uid = '', name } = owner.metadata;
  const ownerReferences = [
    { apiVersion: 'v1', kind: 'ConfigMap', name, uid, controller: true, blockOwnerDeletion: true },
  ];
  const child = createObject(tx, configMap('child', {}, { ownerReferences }));
  const grandchild = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'child', uid: child.metadata.uid ?? '' }];
  createObject(tx, configMap('grandchild', {}, { ownerReferences: grandchild }));
  deleteObject(tx, { plural: 'configmaps', namespace: 'default', name: 'owner' }, { propagation });
  for (let rounds = 0; collectGarbage(tx); rounds++) expect(rounds).toBeLessThan(5);
  expect(tx.get('configmaps', 'default', 'owner')).toBeUndefined();
  expect(tx.all('configmaps').size).toBe(left);
  expect(tx.get('configmaps', 'default', 'child') === undefined).toBe(gone);
});

test('a refused request leaves the cluster as it was', () => {
  const before = begin().commit();
  const tx = after(begin(), NOW);
  expect(refusal(() => createObject(tx, service('x', { clusterIP: '1.2.3.4' }))).code).toBe(422);
  expect(tx.commit().revision).toBe(before.revision);
  expect(tx.changes).toEqual([]);
  expect(removeObject(tx, { plural: 'services', namespace: 'default', name: 'x' })).toBeUndefined();
});
