import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaulted } from '../../../src/api/defaults.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { applyObject } from '../../../src/cluster/apply.ts';
import { requestBody } from '../../../src/cluster/body.ts';
import { createObject } from '../../../src/cluster/create.ts';
import { resourceOf } from '../../../src/cluster/object-kinds.ts';
import { patchObject } from '../../../src/cluster/patch.ts';
import { applyServerSide } from '../../../src/cluster/server-side-apply/index.ts';
import { withoutTimes } from '../../../src/cluster/server-side-apply/managers.ts';
import { recordUpdate } from '../../../src/cluster/server-side-apply/record.ts';
import { shownManagers } from '../../../src/cluster/server-side-apply/shown.ts';
import type { Transaction } from '../../../src/cluster/transaction.ts';
import { updateObject } from '../../../src/cluster/update.ts';
import { begin, configMap, refusal, service } from '../support.ts';

const stored = (tx: Transaction, plural: string, name: string): KubeObject => {
  const found = tx.get(plural, 'default', name);
  if (!found) throw new Error(`no ${plural}/${name}`);
  return found;
};

const shown = (tx: Transaction, plural: string, name: string): unknown =>
  withoutTimes(shownManagers(stored(tx, plural, name), plural));

describe('a short record says what a whole one says', () => {
  const map = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));
  const port = fc.record(
    {
      port: fc.constantFrom(80, 81),
      name: fc.constantFrom('x', 'y'),
      targetPort: fc.constantFrom<number | string>(80, 'http'),
      nodePort: fc.constantFrom(30080, 30081),
    },
    { requiredKeys: ['port', 'name'] },
  );
  const body = fc.record({
    labels: fc.option(map, { nil: undefined }),
    annotations: fc.option(map, { nil: undefined }),
    ports: fc.uniqueArray(port, { minLength: 1, maxLength: 2, selector: ({ port: number }) => number }),
    type: fc.constantFrom('ClusterIP', 'NodePort'),
    selector: map,
    clusterIP: fc.option(fc.constant('10.96.7.7'), { nil: undefined }),
    affinity: fc.option(fc.constant('ClientIP'), { nil: undefined }),
  });
  const manager = fc.constantFrom('one', 'two', 'three');

  test('whoever writes what', () => {
    fc.assert(
      fc.property(manager, body, fc.array(fc.tuple(manager, body), { maxLength: 5 }), (creator, first, steps) => {
        const [short, whole] = [begin(), begin()];
        const made = (given: typeof first): KubeObject => {
          const { labels, annotations, ports, affinity, ...spec } = given;
          const own = ports.map(({ nodePort, ...rest }) =>
            given.type === 'NodePort' && nodePort !== undefined ? { ...rest, nodePort } : rest,
          );
          const more = { ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) };
          return service('web', { ...spec, ports: own, ...(affinity ? { sessionAffinity: affinity } : {}) }, more);
        };
        const tried = (work: () => unknown): boolean => {
          try {
            work();
            return true;
          } catch {
            return false;
          }
        };
        if (!tried(() => createObject(short, made(first), { fieldManager: creator }))) return;
        const object = createObject(whole, made(first));
        const request = defaulted(requestBody(made(first), resourceOf(object), 'Ignore'));
        const managedFields = recordUpdate(undefined, request, { manager: creator }, short.timestamp(), 'services');
        whole.put('services', { ...object, metadata: { ...object.metadata, managedFields } });
        expect(shown(short, 'services', 'web')).toEqual(shown(whole, 'services', 'web'));
        for (const [writer, next] of steps) {
          const options = { fieldManager: writer };
          if (!tried(() => updateObject(short, made(next), options))) continue;
          updateObject(whole, made(next), options);
          expect(shown(short, 'services', 'web')).toEqual(shown(whole, 'services', 'web'));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('records of ordinary writes', () => {
  test('whoever creates an object is named when somebody else applies it', () => {
    const tx = begin();
    createObject(tx, configMap('c', { a: '1' }), { fieldManager: 'kubectl-create' });
    expect(refusal(() => applyServerSide(tx, configMap('c', { a: '2' }), { manager: 'me' })).message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-create" using v1: .data.a',
    );
  });

  test('so is whoever changes it, through a subresource too', () => {
    const tx = begin();
    applyObject(tx, service('web', { ports: [{ port: 80 }] }));
    const ref = { plural: 'services', namespace: 'default', name: 'web' };
    patchObject(tx, ref, { metadata: { labels: { a: 'b' } } }, 'merge', { fieldManager: 'kubectl-label' });
    const labelled = service('web', { ports: [{ port: 80 }] }, { labels: { a: 'c' } });
    expect(refusal(() => applyServerSide(tx, labelled, { manager: 'me' })).message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-label" using v1: .metadata.labels.a',
    );
    const scaled = patchObject(tx, ref, { spec: { sessionAffinity: 'ClientIP' } }, 'merge', {
      fieldManager: 'kubectl',
      through: 'scale',
    });
    expect(shownManagers(scaled, 'services')).toContainEqual(
      expect.objectContaining({ manager: 'kubectl', subresource: 'scale' }),
    );
  });

  test('its short form is a line, and a client that sends back what it was shown does not make it longer', () => {
    const tx = begin();
    const made = createObject(tx, configMap('c', { a: '1' }), { fieldManager: 'one' });
    expect(made.metadata.managedFields).toEqual([
      { manager: 'one', operation: 'Update', apiVersion: 'v1', time: '2026-11-22T04:46:24Z', fieldsType: 'Rest' },
    ]);
    const managedFields = shownManagers(made, 'configmaps');
    const sent = { ...made, metadata: { ...made.metadata, managedFields }, data: { a: '1', b: '2' } };
    const next = updateObject(tx, sent, { fieldManager: 'two' });
    expect(next.metadata.managedFields).toMatchObject([
      { manager: 'one', fieldsType: 'Rest' },
      { manager: 'two', fieldsV1: { 'f:data': { 'f:b': {} } } },
    ]);
  });

  test('an empty record in a request forgets everything', () => {
    const tx = begin();
    const made = createObject(tx, configMap('c', { a: '1' }), { fieldManager: 'one' });
    const sent = { ...made, metadata: { ...made.metadata, managedFields: [{}] } };
    const next = updateObject(tx, sent, { fieldManager: 'two' });
    expect(next.metadata.managedFields).toBeUndefined();
  });
});
