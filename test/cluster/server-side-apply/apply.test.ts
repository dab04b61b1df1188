import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/meta.ts';
import { applyObject } from '../../../src/cluster/apply.ts';
import { createObject } from '../../../src/cluster/create.ts';
import { patchObject } from '../../../src/cluster/patch.ts';
import { applyServerSide } from '../../../src/cluster/server-side-apply/index.ts';
import type { ManagedFieldsEntry } from '../../../src/cluster/server-side-apply/managers.ts';
import type { Transaction } from '../../../src/cluster/transaction.ts';
import { begin, configMap, refusal, service } from '../support.ts';

const by = (manager: string, more: object = {}): { manager: string } => ({ manager, ...more });

function managersOf({ metadata }: KubeObject): Record<string, unknown> {
  const entries = (metadata.managedFields ?? []) as ManagedFieldsEntry[];
  return Object.fromEntries(entries.map(({ manager, operation, fieldsV1 }) => [`${manager} ${operation}`, fieldsV1]));
}

function web(ports: object[], more: object = {}): KubeObject {
  return service('web', { ports, ...more });
}

function spec(object: KubeObject): Record<string, unknown> {
  return object['spec'] as Record<string, unknown>;
}

const stored = (tx: Transaction, plural: string, name: string): KubeObject => {
  const found = tx.get(plural, 'default', name);
  if (!found) throw new Error(`no ${plural}/${name}`);
  return found;
};

describe('creating', () => {
  test('the manager owns what it applied, not what was added to it', () => {
    const { object, outcome } = applyServerSide(begin(), web([{ port: 80 }]), by('me'));
    expect(outcome).toBe('created');
    expect(object.metadata.managedFields).toEqual([
      {
        manager: 'me',
        operation: 'Apply',
        apiVersion: 'v1',
        time: '2026-11-22T04:46:24Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { '.': {}, 'f:port': {} } }, 'f:selector': {} },
        },
      },
    ]);
    expect(spec(object)['ports']).toEqual([{ port: 80, protocol: 'TCP', targetPort: 80 }]);
  });

  test('an ordinary create keeps no record', () => {
    expect(createObject(begin(), web([{ port: 80 }])).metadata.managedFields).toBeUndefined();
  });
});

describe('merging', () => {
  test('entries of a keyed list are merged one by one, in place', () => {
    const tx = begin();
    applyServerSide(tx, web([{ name: 'a', port: 80 }]), by('one'));
    applyServerSide(tx, web([{ name: 'b', port: 81 }]), by('two'));
    const { object } = applyServerSide(tx, web([{ name: 'a', port: 80, targetPort: 8080 }]), by('one'));
    expect(
      (spec(object)['ports'] as { name: string; targetPort: number }[]).map((port) => [port.name, port.targetPort]),
    ).toEqual([
      ['a', 8080],
      ['b', 81],
    ]);
  });

  test('a port without protocol is the TCP one', () => {
    const tx = begin();
    applyServerSide(tx, web([{ port: 53, name: 'tcp' }, { port: 53, protocol: 'UDP', name: 'udp' }]), by('one')); // prettier-ignore
    const { object } = applyServerSide(tx, web([{ port: 53, protocol: 'TCP', targetPort: 5353 }]), by('two'));
    const ports = spec(object)['ports'] as { protocol: string; targetPort: number }[];
    expect(ports.map(({ protocol, targetPort }) => [protocol, targetPort])).toEqual([
      ['TCP', 5353],
      ['UDP', 53],
    ]);
  });

  test('a selector is one value', () => {
    const tx = begin();
    applyServerSide(tx, web([{ port: 80 }]), by('one'));
    const { object } = applyServerSide(tx, service('web', { selector: { tier: 'x' } }), by('one'));
    expect(spec(object)['selector']).toEqual({ tier: 'x' });
  });
});

describe('conflicts', () => {
  test('one, with the words and the cause of the API server', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1' }), by('one'));
    const error = refusal(() => applyServerSide(tx, configMap('c', { a: '2' }), by('two')));
    expect(error).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(error.message).toBe('Apply failed with 1 conflict: conflict with "one": .data.a');
    expect(error.details.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' },
    ]);
    expect(stored(tx, 'configmaps', 'c')['data']).toEqual({ a: '1' });
  });

  test('several, with several managers', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1', b: '1' }), by('one'));
    applyServerSide(tx, configMap('c', { d: '1' }), by('other'));
    expect(refusal(() => applyServerSide(tx, configMap('c', { a: '2', b: '2', d: '2' }), by('two'))).message).toBe(
      'Apply failed with 3 conflicts: conflicts with "one":\n- .data.a\n- .data.b\nconflicts with "other":\n- .data.d',
    );
  });

  test('with what client-side apply wrote, told from its annotation', () => {
    const tx = begin();
    applyObject(tx, web([{ port: 80, targetPort: 8080 }]));
    const error = refusal(() => applyServerSide(tx, web([{ port: 80, targetPort: 9090 }]), by('me')));
    expect(error.message).toBe(
      'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .spec.ports[port=80,protocol="TCP"].targetPort',
    );
  });

  test("kubectl's own client-side fields are no conflict for kubectl, and its annotation follows", () => {
    const tx = begin();
    applyObject(tx, web([{ port: 80, targetPort: 8080 }]));
    const { object } = applyServerSide(tx, web([{ port: 80, targetPort: 9090 }]), by('kubectl'));
    expect(spec(object)['ports']).toMatchObject([{ targetPort: 9090 }]);
    expect(object.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration']).toContain('9090');
  });

  test('with what nobody is known to have written', () => {
    const tx = begin();
    createObject(tx, configMap('c', { a: '1' }));
    expect(refusal(() => applyServerSide(tx, configMap('c', { a: '2' }), by('me'))).message).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using v1: .data.a',
    );
  });

  test('the same value is owned together; force takes over', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1' }), by('one'));
    applyServerSide(tx, configMap('c', { a: '1' }), by('two'));
    expect(Object.keys(managersOf(stored(tx, 'configmaps', 'c'))).sort()).toEqual(['one Apply', 'two Apply']);
    const { object } = applyServerSide(tx, configMap('c', { a: '2' }), by('two', { force: true }));
    expect(managersOf(object)).toEqual({ 'two Apply': { 'f:data': { 'f:a': {} } } });
  });
});

describe('what is no longer applied', () => {
  test('goes if nobody else owns it', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1', b: '1' }), by('one'));
    const { object } = applyServerSide(tx, configMap('c', { a: '1' }), by('one'));
    expect(object['data']).toEqual({ a: '1' });
  });

  test('stays if somebody else applied it too', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1', b: '1' }), by('one'));
    applyServerSide(tx, configMap('c', { b: '1' }), by('two'));
    const { object } = applyServerSide(tx, configMap('c', { a: '1' }), by('one'));
    expect(object['data']).toEqual({ a: '1', b: '1' });
  });

  test('goes as an entry of a list, with what was added to the entry', () => {
    const tx = begin();
    applyServerSide(tx, web([{ name: 'a', port: 80 }, { name: 'b', port: 81 }]), by('one')); // prettier-ignore
    const { object } = applyServerSide(tx, web([{ name: 'a', port: 80 }]), by('one'));
    expect(spec(object)['ports']).toHaveLength(1);
  });

  test('belongs to whoever changed it since', () => {
    const tx = begin();
    applyServerSide(tx, configMap('c', { a: '1', b: '1' }), by('one'));
    const ref = { plural: 'configmaps', namespace: 'default', name: 'c' };
    const patched = patchObject(tx, ref, { data: { b: '2' } }, 'merge', { fieldManager: 'kubectl-patch' });
    expect(managersOf(patched)).toEqual({
      'one Apply': { 'f:data': { 'f:a': {} } },
      'kubectl-patch Update': { 'f:data': { 'f:b': {} } },
    });
    const { object } = applyServerSide(tx, configMap('c', { a: '1' }), by('one'));
    expect(object['data']).toEqual({ a: '1', b: '2' });
  });
});

describe('refusals', () => {
  test('a field that the kind does not have', () => {
    const error = refusal(() => applyServerSide(begin(), web([{ port: 80, targetport: 1 }]), by('me')));
    expect(error.message).toBe(
      'failed to create typed patch object (default/web; /v1, Kind=Service): .spec.ports[port=80,protocol="TCP"].targetport: field not declared in schema',
    );
  });

  test('an entry that is there twice', () => {
    const error = refusal(() => applyServerSide(begin(), web([{ port: 80 }, { port: 80, protocol: 'TCP' }]), by('me')));
    expect(error.message).toContain('.spec.ports: duplicate entries for key [port=80,protocol="TCP"]');
  });

  test('a record of managers in the configuration', () => {
    const config = configMap('c', {}, { managedFields: [] });
    expect(refusal(() => applyServerSide(begin(), config, by('me'))).message).toBe(
      'metadata.managedFields must be nil',
    );
  });

  test('a change that is not valid leaves everything as it was', () => {
    const tx = begin();
    const { object } = applyServerSide(tx, web([{ port: 80 }]), by('me'));
    expect(refusal(() => applyServerSide(tx, web([{ port: 99999 }]), by('me'))).code).toBe(422);
    expect(stored(tx, 'services', 'web')).toBe(object);
  });
});

test('the status is applied through its subresource, with a manager of its own', () => {
  const tx = begin();
  applyServerSide(tx, web([{ port: 80 }], { type: 'LoadBalancer' }), by('me'));
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
  const config: KubeObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, status };
  const { object } = applyServerSide(tx, config, { manager: 'lb', subresource: 'status' });
  expect(object['status']).toMatchObject(status);
  expect(object.metadata.managedFields).toMatchObject([
    { manager: 'lb', subresource: 'status', fieldsV1: { 'f:status': { 'f:loadBalancer': { 'f:ingress': {} } } } },
    { manager: 'me' },
  ]);
});
