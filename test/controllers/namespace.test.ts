import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import type { Namespace } from '../../src/api/namespace/type.ts';
import { Lab } from './lab.ts';

const FINALIZER = 'example.com/guard';

function configMap(name: string, finalizers: string[]): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', finalizers } };
}

function shop(metadata: object = {}): Lab {
  return new Lab().create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', ...metadata } });
}

const namespaceOf = (lab: Lab): Namespace | undefined =>
  lab.cluster.get('namespaces', '', 'shop') as Namespace | undefined;

describe('a namespace that is being deleted', () => {
  test('waits for content with finalizers, says so, and goes with the last of it', () => {
    const lab = shop().create(configMap('a', [FINALIZER]), configMap('b', [FINALIZER, 'example.com/other']));
    lab.delete('namespaces', 'shop', '');
    expect(lab.cluster.get('configmaps', 'shop', 'a')?.metadata.deletionTimestamp).toBeDefined();
    expect(namespaceOf(lab)?.status).toMatchObject({
      phase: 'Terminating',
      conditions: [
        { type: 'NamespaceDeletionDiscoveryFailure', status: 'False', reason: 'ResourcesDiscovered' },
        { type: 'NamespaceDeletionGroupVersionParsingFailure', status: 'False', reason: 'ParsedGroupVersions' },
        { type: 'NamespaceDeletionContentFailure', status: 'False', reason: 'ContentDeleted' },
        {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: 'Some resources are remaining: configmaps. has 2 resource instances',
        },
        {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message:
            'Some content in the namespace has finalizers remaining: example.com/guard in 2 resource instances, example.com/other in 1 resource instances',
        },
      ],
    });
    const { revision } = lab.cluster;
    lab.change(() => {});
    expect(lab.cluster.revision).toBe(revision);
    for (const name of ['a', 'b']) lab.patch('configmaps', name, { metadata: { finalizers: null } }, 'shop');
    expect(namespaceOf(lab)).toBeUndefined();
  });

  test('waits for its own finalizers when its content is gone', () => {
    const lab = shop({ finalizers: [FINALIZER] }).delete('namespaces', 'shop', '');
    expect(namespaceOf(lab)?.spec).toEqual({});
    expect(namespaceOf(lab)?.metadata.finalizers).toEqual([FINALIZER]);
    lab.patch('namespaces', 'shop', { metadata: { finalizers: null } }, '');
    expect(namespaceOf(lab)).toBeUndefined();
  });

  test('an update does not take the finalizers of its content away', () => {
    const lab = shop().patch('namespaces', 'shop', { spec: { finalizers: null } }, '');
    expect(namespaceOf(lab)?.spec).toEqual({ finalizers: ['kubernetes'] });
  });
});
