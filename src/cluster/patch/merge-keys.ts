/**
 * How strategic merge patches treat lists: the `patchStrategy` and `patchMergeKey` tags of the API types (k8s.io/api, 1.36),
 * for the kinds we keep. What is not listed is replaced as a whole.
 */
export interface Shape {
  /** Lists of objects that are merged by this key; `` for lists of plain values merged as a set. */
  readonly mergeKey?: string;
  /** `$retainKeys`: the patch names all keys that stay. */
  readonly retainKeys?: boolean;
  /** Fields of the object (or of the list's entries) that are not plain. */
  readonly fields?: Readonly<Record<string, Shape>>;
}

const byName = (fields: Shape['fields'] = {}): Shape => ({ mergeKey: 'name', fields });
const byType: Shape = { mergeKey: 'type' };
const set: Shape = { mergeKey: '' };

const METADATA: Shape = { fields: { finalizers: set, ownerReferences: { mergeKey: 'uid' } } };

const CONTAINER: Shape = byName({
  ports: { mergeKey: 'containerPort' },
  env: byName(),
  volumeMounts: { mergeKey: 'mountPath' },
  volumeDevices: { mergeKey: 'devicePath' },
});

const POD_SPEC: Shape = {
  fields: {
    containers: CONTAINER,
    initContainers: CONTAINER,
    ephemeralContainers: CONTAINER,
    volumes: { mergeKey: 'name', retainKeys: true },
    imagePullSecrets: byName(),
    hostAliases: { mergeKey: 'ip' },
    topologySpreadConstraints: { mergeKey: 'topologyKey' },
    schedulingGates: byName(),
    resourceClaims: { mergeKey: 'name', retainKeys: true },
  },
};

const TEMPLATE: Shape = { fields: { metadata: METADATA, spec: POD_SPEC } };
const CONDITIONS: Shape = { fields: { conditions: byType } };

const KINDS: ReadonlyMap<string, Shape> = new Map([
  [
    'Service',
    { fields: { metadata: METADATA, spec: { fields: { ports: { mergeKey: 'port' } } }, status: CONDITIONS } },
  ],
  [
    'Pod',
    {
      fields: {
        metadata: METADATA,
        spec: POD_SPEC,
        status: { fields: { conditions: byType, podIPs: { mergeKey: 'ip' }, hostIPs: { mergeKey: 'ip' } } },
      },
    },
  ],
  [
    'Deployment',
    {
      fields: {
        metadata: METADATA,
        spec: { fields: { template: TEMPLATE, strategy: { retainKeys: true } } },
        status: CONDITIONS,
      },
    },
  ],
  ['ReplicaSet', { fields: { metadata: METADATA, spec: { fields: { template: TEMPLATE } }, status: CONDITIONS } }],
  ['DaemonSet', { fields: { metadata: METADATA, spec: { fields: { template: TEMPLATE } }, status: CONDITIONS } }],
  [
    'Node',
    {
      fields: {
        metadata: METADATA,
        spec: { fields: { podCIDRs: set } },
        status: { fields: { conditions: byType, addresses: byType } },
      },
    },
  ],
  ['Namespace', { fields: { metadata: METADATA, status: CONDITIONS } }],
]);

const PLAIN: Shape = { fields: { metadata: METADATA } };

/** The shape of a kind's objects. */
export function shapeOf(kind: string): Shape {
  return KINDS.get(kind) ?? PLAIN;
}

/** The shape of one field. */
export function fieldShape(shape: Shape | undefined, field: string): Shape | undefined {
  const fields = shape?.fields;
  return fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
}
