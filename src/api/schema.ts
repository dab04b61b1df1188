import { CONFIG_MAP_TYPES } from './config-map/schema.ts';
import { DAEMON_SET_TYPES } from './daemon-set/schema.ts';
import { DEPLOYMENT_TYPES } from './deployment/schema.ts';
import { ENDPOINT_SLICE_TYPES } from './endpoint-slice/schema.ts';
import { ENDPOINTS_TYPES } from './endpoints/schema.ts';
import { EVENT_TYPES } from './event/schema.ts';
import { INGRESS_TYPES } from './ingress/schema.ts';
import { META_TYPES } from './meta-schema.ts';
import { NAMESPACE_TYPES } from './namespace/schema.ts';
import { NETWORK_POLICY_TYPES } from './network-policy/schema.ts';
import { NODE_TYPES } from './node/schema.ts';
import { POD_TYPES } from './pod/schema.ts';
import { REPLICA_SET_TYPES } from './replica-set/schema.ts';
import { SCALE_TYPES } from './scale-schema.ts';
import { TypeLibrary, type FieldSchema, type StructSchema, type TypeTable } from './schema-table.ts';
import { SERVICE_TYPES } from './service/schema.ts';
import { SERVICE_CIDR_TYPES } from './service-cidr/schema.ts';

export type { FieldSchema, StructSchema, TypeSchema } from './schema-table.ts';

/** A kind's own tables come first: EndpointSlice has an EndpointPort that is not that of Endpoints. */
const TABLES: ReadonlyMap<string, readonly TypeTable[]> = new Map([
  ['Binding', [SCALE_TYPES, ...POD_TYPES]],
  ['ConfigMap', [CONFIG_MAP_TYPES]],
  ['DaemonSet', [DAEMON_SET_TYPES, ...POD_TYPES]],
  ['DeleteOptions', []],
  ['Deployment', [DEPLOYMENT_TYPES, ...POD_TYPES]],
  ['EndpointSlice', [ENDPOINT_SLICE_TYPES]],
  ['Endpoints', [ENDPOINTS_TYPES]],
  ['Event', [EVENT_TYPES]],
  ['Ingress', [INGRESS_TYPES]],
  ['Namespace', [NAMESPACE_TYPES]],
  ['NetworkPolicy', [NETWORK_POLICY_TYPES]],
  ['Node', [NODE_TYPES]],
  ['Pod', POD_TYPES],
  ['ReplicaSet', [REPLICA_SET_TYPES, ...POD_TYPES]],
  ['Scale', [SCALE_TYPES]],
  ['Service', [SERVICE_TYPES]],
  ['ServiceCIDR', [SERVICE_CIDR_TYPES]],
]);

/** Everything that is known of a kind's fields. */
export interface KindSchema {
  readonly kind: string;
  readonly root: StructSchema;
  readonly types: TypeLibrary;
}

const schemas = new Map<string, KindSchema>();

/** The schema of a kind (`Service`), or undefined for a kind that we do not keep. Tables are read once, when first needed. */
export function schemaOf(kind: string): KindSchema | undefined {
  const known = schemas.get(kind);
  if (known) return known;
  const tables = TABLES.get(kind);
  if (!tables) return undefined;
  const types = new TypeLibrary(...tables, META_TYPES);
  const schema = { kind, root: types.struct(kind), types };
  schemas.set(kind, schema);
  return schema;
}

/**
 * The field at a path of JSON names (`['spec', 'ports', 'port']`; lists and maps are looked through), or undefined if the
 * kind has no such field.
 */
export function fieldAt(schema: KindSchema, path: readonly string[]): FieldSchema | undefined {
  let struct: StructSchema | undefined = schema.root;
  let found: FieldSchema | undefined;
  for (const name of path) {
    found = struct?.fields.get(name);
    if (!found) return undefined;
    struct = structOf(schema, found);
  }
  return found;
}

/** The struct that a field holds, by itself or as the items of its list or map; undefined for plain values. */
export function structOf(schema: KindSchema, field: FieldSchema): StructSchema | undefined {
  let type = field.type;
  while (type.kind === 'list' || type.kind === 'map') type = type.item;
  return type.kind === 'struct' ? schema.types.struct(type.struct) : undefined;
}
