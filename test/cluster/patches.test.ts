import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import { applyObject, LAST_APPLIED, planApply } from '../../src/cluster/apply.ts';
import { createObject } from '../../src/cluster/create.ts';
import { patchObject, type PatchType } from '../../src/cluster/patch.ts';
import { jsonPatched } from '../../src/cluster/patch/json-patch.ts';
import { shapeOf } from '../../src/cluster/patch/merge-keys.ts';
import { strategicDiff } from '../../src/cluster/patch/strategic-diff.ts';
import { strategicPatched } from '../../src/cluster/patch/strategic-patch.ts';
import { threeWayPatch } from '../../src/cluster/patch/three-way.ts';
import { updateObject } from '../../src/cluster/update.ts';
import { begin, refusal, service } from './support.ts';

const REF = { plural: 'services', namespace: 'default', name: 'web' };

function patched(type: PatchType, patch: unknown, more: object = {}): KubeObject {
  const tx = begin();
  createObject(tx, service('web', more));
  return patchObject(tx, REF, patch, type);
}

const TWO = {
  ports: [
    { name: 'a', port: 80 },
    { name: 'b', port: 81 },
  ],
};

test.each([
  [
    'json',
    [{ op: 'replace', path: '/spec/ports/0/port', value: 9000 }],
    { spec: { ports: [{ port: 9000 }, { port: 81 }] } },
  ],
  ['merge', { spec: { selector: { tier: 'front' } } }, { spec: { selector: { app: 'web', tier: 'front' } } }],
  [
    'strategic',
    { spec: { ports: [{ port: 81, targetPort: 8081 }] } },
    { spec: { ports: [{ port: 80 }, { port: 81, targetPort: 8081 }] } },
  ],
  ['strategic', { spec: { ports: [{ port: 80, $patch: 'delete' }] } }, { spec: { ports: [{ port: 81 }] } }],
  ['strategic', { spec: { ports: [{ $patch: 'replace' }, { port: 82 }] } }, { spec: { ports: [{ port: 82 }] } }],
  [
    'strategic',
    { spec: { $setElementOrder: undefined, '$setElementOrder/ports': [{ port: 81 }, { port: 80 }] } },
    { spec: { ports: [{ port: 81 }, { port: 80 }] } },
  ],
  [
    'strategic',
    { metadata: { labels: { a: 'b' }, finalizers: ['x.io/y'] } },
    { metadata: { labels: { a: 'b' }, finalizers: ['x.io/y'] } },
  ],
] as const)('%s patch %j', (type, patch, expected) => {
  expect(patched(type, JSON.parse(JSON.stringify(patch)), TWO)).toMatchObject(expected);
});

test('a patch that changes nothing keeps the resourceVersion', () => {
  const tx = begin();
  const made = createObject(tx, service('web'));
  expect(patchObject(tx, REF, { spec: { type: 'ClusterIP' } }, 'strategic')).toBe(made);
});

test.each([
  [
    'json',
    [{ op: 'replace', path: '/spec/nope/0', value: 1 }],
    422,
    'the server rejected our request due to an error in our request',
  ],
  [
    'json',
    [{ op: 'test', path: '/spec/type', value: 'NodePort' }],
    422,
    'the server rejected our request due to an error in our request',
  ],
  [
    'json',
    [{ op: 'add', path: '/__proto__/polluted', value: 1 }],
    422,
    'the server rejected our request due to an error in our request',
  ],
  [
    'strategic',
    { spec: { clusterIP: '10.96.77.77' } },
    422,
    'Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.77.77"]: may not change once set',
  ],
  [
    'merge',
    { spec: { type: 'Foo' } },
    422,
    'Service "web" is invalid: spec.type: Unsupported value: "Foo": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ],
  [
    'merge',
    { metadata: { name: 'other' } },
    400,
    'the name of the object (other) does not match the name on the URL (web)',
  ],
  [
    'merge',
    { metadata: { resourceVersion: '1' } },
    409,
    'Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again',
  ],
  [
    'strategic',
    { spec: { ports: [{ name: 'x' }] } },
    400,
    'map: {"name":"x"} does not contain declared merge key: port',
  ],
] as const)('refused: %s patch %j', (type, patch, code, message) => {
  const error = refusal(() => patched(type, patch));
  expect([error.code, error.message]).toEqual([code, message]);
});

test('patches never reach prototypes', () => {
  for (const path of ['/__proto__/x', '/constructor/prototype/x', '/a/toString/x']) {
    expect(refusal(() => jsonPatched({ a: {} }, [{ op: 'add', path, value: 1 }])).code).toBe(422);
  }
  const merge: unknown = JSON.parse('{"metadata":{"__proto__":{"polluted":true}}}');
  expect(refusal(() => patched('merge', merge)).message).toBe(
    'strict decoding error: unknown field "metadata.__proto__"',
  );
  const strategic: unknown = JSON.parse('{"spec":{"__proto__":{"polluted":true}}}');
  expect(refusal(() => patched('strategic', strategic)).message).toBe(
    'strict decoding error: unknown field "spec.__proto__"',
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('apply creates, leaves alone and configures; the annotation is what was applied', () => {
  const tx = begin();
  const object = service('web');
  const created = applyObject(tx, object);
  expect(created.outcome).toBe('created');
  expect(created.object.metadata.annotations?.[LAST_APPLIED]).toBe(
    '{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{},"name":"web","namespace":"default"},"spec":{"ports":[{"port":80}],"selector":{"app":"web"}}}\n',
  );
  expect(applyObject(tx, object)).toEqual({ ...created, outcome: 'unchanged' });
  const changed = applyObject(tx, service('web', { ports: [{ port: 81 }] }));
  expect(changed).toMatchObject({ outcome: 'configured', unmanaged: false });
  expect(changed.object['spec']).toMatchObject({ ports: [{ port: 81, targetPort: 81 }] });
});

test('apply takes out what it no longer says and keeps what others set', () => {
  const tx = begin();
  applyObject(tx, service('web', { selector: { app: 'web', tier: 'front' }, externalIPs: ['192.0.2.1'] }));
  patchObject(tx, REF, { metadata: { labels: { other: '1' } }, spec: { sessionAffinity: 'ClientIP' } }, 'merge');
  const { object } = applyObject(tx, service('web'));
  expect(object).toMatchObject({
    metadata: { labels: { other: '1' } },
    spec: { selector: { app: 'web' }, sessionAffinity: 'ClientIP' },
  });
  expect(object['spec']).not.toHaveProperty('externalIPs');
});

test('the patch that apply sends', () => {
  const tx = begin();
  applyObject(tx, service('web'));
  const plan = planApply(tx, service('web', { ports: [{ port: 81 }] }));
  expect(plan.kind === 'patch' && plan.patch['spec']).toEqual({
    '$setElementOrder/ports': [{ port: 81 }],
    ports: [{ port: 81 }, { $patch: 'delete', port: 80 }],
  });
});

test('an object that apply did not make is taken over: ports merge by number, so both stay', () => {
  const tx = begin();
  applyObject(tx, service('web'));
  updateObject(tx, service('web'));
  const error = refusal(() => applyObject(tx, service('web', { ports: [{ port: 81 }] })));
  expect(error.details.causes?.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'spec.ports[0].name: Required value',
    'spec.ports[1].name: Required value',
  ]);
  expect(planApply(tx, service('web')).unmanaged).toBe(true);
});

const scalar = fc.constantFrom<unknown>('x', 'y', 1, true, 'z');
const entry = fc.record(
  {
    name: fc.constantFrom('a', 'b', 'c', 'd'),
    image: scalar,
    env: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('E', 'F', 'G'), value: scalar }, { requiredKeys: ['name'] }),
      { selector: (one) => one.name },
    ),
  },
  { requiredKeys: ['name'] },
);
const template = fc.record(
  {
    spec: fc.record(
      {
        containers: fc.uniqueArray(entry, { selector: (one) => one.name }),
        tolerations: fc.array(fc.record({ key: scalar })),
        nodeSelector: fc.dictionary(fc.constantFrom('k', 'l', 'm'), scalar),
        hostname: scalar,
      },
      { requiredKeys: [] },
    ),
    metadata: fc.record({ finalizers: fc.uniqueArray(fc.constantFrom('a/b', 'c/d', 'e/f')) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const POD = shapeOf('Pod');

test('a two-way patch makes of one object the other', () => {
  fc.assert(
    fc.property(template, template, (from, to) => {
      const patch = strategicDiff(from, to, POD, {});
      const made = strategicPatched(from, patch, POD);
      expect(emptied(made)).toEqual(emptied(to));
    }),
  );
});

test('apply is idempotent and leaves what neither manifest mentions', () => {
  fc.assert(
    fc.property(template, template, template, (original, modified, current) => {
      const once = strategicPatched(current, threeWayPatch(original, modified, current, POD), POD);
      // Like kubectl, a second apply may still send the order of a list that has entries of others; it changes nothing.
      const twice = strategicPatched(once, threeWayPatch(modified, modified, once, POD), POD);
      expect(twice).toEqual(once);
      expect(strategicPatched(twice, modified, POD)).toEqual(once);
    }),
  );
});

/** An empty list or map and none at all are the same to the API. */
function emptied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(emptied);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, emptied(inner)] as const);
  return Object.fromEntries(
    entries.filter(([, inner]) => typeof inner !== 'object' || inner === null || Object.keys(inner).length > 0),
  );
}

test('a volume that changes its kind drops what the old one had ($retainKeys)', () => {
  const before = { spec: { volumes: [{ name: 'v', emptyDir: {} }] } };
  const after = { spec: { volumes: [{ name: 'v', configMap: { name: 'c' } }] } };
  const live = {
    spec: {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'token', projected: {} },
      ],
    },
  };
  const patch = threeWayPatch(before, after, live, POD);
  expect(patch).toEqual({
    spec: {
      '$setElementOrder/volumes': [{ name: 'v' }],
      volumes: [{ $retainKeys: ['configMap', 'name'], configMap: { name: 'c' }, emptyDir: null, name: 'v' }],
    },
  });
  expect(strategicPatched(live, patch, POD)).toEqual({
    spec: {
      volumes: [
        { name: 'v', configMap: { name: 'c' } },
        { name: 'token', projected: {} },
      ],
    },
  });
});
