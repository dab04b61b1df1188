import { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';

/** Fields that are never owned by anybody: what identifies an object and what only the API server writes. */
const NOBODYS = FieldSet.of(
  ...[
    ['apiVersion'],
    ['kind'],
    ['metadata'],
    ...[
      'name',
      'namespace',
      'creationTimestamp',
      'selfLink',
      'uid',
      'clusterName',
      'generation',
      'managedFields',
      'resourceVersion',
    ].map((name) => ['metadata', name]),
  ].map((path) => path.map(fieldElement)),
);

const STATUS = pathSet(['status']);
const SPEC = pathSet(['spec']);

/** What each kind's status subresource leaves alone besides the spec (`GetResetFields` of the strategies upstream). */
const BESIDES_SPEC: ReadonlyMap<string, FieldSet> = new Map([
  ['deployments', pathSet(['spec'], ['metadata', 'labels'])],
  ['pods', pathSet(['spec'], ['metadata', 'deletionTimestamp'], ['metadata', 'ownerReferences'])],
]);

/** Resources whose status can be written by an ordinary request, or that have none. */
const WITHOUT_STATUS = new Set(['configmaps', 'endpoints', 'endpointslices', 'events', 'networkpolicies']);

/** The fields that a request on a resource (or its status) may own: others it cannot write. */
export function ownable(fields: FieldSet, plural: string, subresource?: string): FieldSet {
  if (subresource === 'status') return fields.without(BESIDES_SPEC.get(plural) ?? SPEC);
  return WITHOUT_STATUS.has(plural) ? fields : fields.without(STATUS);
}

/** The set without what is nobody's. */
export function withoutMeta(fields: FieldSet): FieldSet {
  return fields.difference(NOBODYS);
}

function pathSet(...paths: readonly (readonly string[])[]): FieldSet {
  return FieldSet.of(...paths.map((path) => path.map(fieldElement)));
}
