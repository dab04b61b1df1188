import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeObject } from '../../src/api/decode.ts';
import { defaulted } from '../../src/api/defaults.ts';
import { fieldErrorText } from '../../src/api/field-error.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { RESOURCES } from '../../src/api/resource.ts';
import { schemaOf, type KindSchema, type StructSchema, type TypeSchema } from '../../src/api/schema.ts';
import { tableOf } from '../../src/api/table.ts';
import { validateCreate, validateUpdate } from '../../src/api/validation.ts';
import { warningsOf } from '../../src/api/warnings.ts';

const leaf = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', 'None', '10.0.0.1', '::1', '1Gi', 'TCP', 'Always', 'metadata.name', '../x', '1%', '__proto__'),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);

const FITTING: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  string: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', 'None', '10.0.0.1', 'TCP', 'Always')),
  bool: fc.boolean(),
  int32: fc.integer({ min: -5, max: 70_000 }),
  int64: fc.integer({ min: -5, max: 70_000 }),
  bytes: fc.constantFrom('', 'aGVsbG8='),
  time: fc.constant('2026-11-22T04:08:22Z'),
  microTime: fc.constant('2026-11-22T04:08:22.000001Z'),
  quantity: fc.constantFrom('0', '1', '0.5', '1.5Gi', '1e3', 2),
  intOrString: fc.constantFrom(0, 80, 'http', '25%'),
  any: fc.constant({ 'f:x': {} }),
};

/** Values for a field: of its type, and unless `fitting` of any other, too. */
function valueOf(schema: KindSchema, type: TypeSchema, fitting: boolean, depth: number): fc.Arbitrary<unknown> {
  const own =
    type.kind === 'list'
      ? fc.array(valueOf(schema, type.item, fitting, depth), { maxLength: 2 })
      : type.kind === 'map'
        ? fc.dictionary(fc.string({ maxLength: 8 }), valueOf(schema, type.item, fitting, depth), { maxKeys: 2 })
        : type.kind === 'struct'
          ? depth > 0
            ? shaped(schema, schema.types.struct(type.struct), fitting, depth - 1)
            : fc.constant({})
          : (FITTING[type.kind] ?? fc.constant(null));
  return fitting ? own : fc.oneof({ weight: 5, arbitrary: own }, { weight: 1, arbitrary: leaf });
}

function shaped(
  schema: KindSchema,
  struct: StructSchema,
  fitting: boolean,
  depth: number,
): fc.Arbitrary<Record<string, unknown>> {
  const entries = [...struct.fields.values()].map((field): [string, fc.Arbitrary<unknown>] => [
    field.name,
    valueOf(schema, field.type, fitting, depth),
  ]);
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}

describe.each(RESOURCES.map(({ kind, plural }) => [kind, plural]))('%s', (kind, plural) => {
  const schema = schemaOf(kind);
  if (!schema) throw new Error(`no schema for ${kind}`);
  const objectsOf = (fitting: boolean): fc.Arbitrary<KubeObject> =>
    shaped(schema, schema.root, fitting, 3).map((value) => ({ ...value, kind }) as unknown as KubeObject);
  const objects = objectsOf(false);

  it('is read, defaulted, judged and shown, whatever it holds', () => {
    fc.assert(
      fc.property(objects, objects, (one, other) => {
        const before = JSON.stringify(one);
        const object = defaulted(one);
        for (const error of [...validateCreate(object), ...validateUpdate(object, other)]) {
          expect(fieldErrorText(error)).toContain(': ');
        }
        warningsOf(object);
        decodeObject(one as unknown as Record<string, unknown>, kind);
        tableOf(plural).row({ ...object, metadata: object.metadata ?? { name: '' } }, { now: 0 });
        expect(JSON.stringify(one)).toBe(before);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same after being read twice and defaulted twice', () => {
    fc.assert(
      fc.property(objectsOf(true), (value) => {
        const decoded = decodeObject(value as unknown as Record<string, unknown>, kind);
        if (!decoded) throw new Error('no schema');
        expect(decoded.error).toBeUndefined();
        const again = decodeObject(decoded.object as unknown as Record<string, unknown>, kind);
        expect(again).toEqual({ object: decoded.object, unknown: [] });
        const complete = defaulted(decoded.object);
        expect(defaulted(complete)).toEqual(complete);
      }),
      { numRuns: 20 },
    );
  });
});

it('is not fooled by names of object members', () => {
  const value = JSON.parse(
    '{"kind":"Service","metadata":{"name":"x","labels":{"__proto__":"y"}},"spec":{"__proto__":{"type":"NodePort"},"constructor":1}}',
  ) as Record<string, unknown>;
  const decoded = decodeObject(value, 'Service');
  expect(decoded?.unknown).toEqual(['spec.__proto__', 'spec.constructor']);
  expect(Object.keys(decoded?.object.metadata.labels ?? {})).toEqual(['__proto__']);
  expect(defaulted(decoded?.object as KubeObject)['spec']).toMatchObject({ type: 'ClusterIP' });
});
