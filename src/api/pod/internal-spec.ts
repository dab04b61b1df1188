import { fields, isFields, items, sortedKeys, type Fields } from '../go-value.ts';
import type { TypeSchema } from '../schema-table.ts';
import { schemaOf, type KindSchema, type StructSchema } from '../schema.ts';
import { unifiedDiff } from '../unified-diff.ts';

/** Go's internal PodSpec has its fields in another order than v1, and keeps host namespaces in the security context. */
const SPEC_ORDER = [
  'volumes',
  'initContainers',
  'containers',
  'ephemeralContainers',
  'restartPolicy',
  'terminationGracePeriodSeconds',
  'activeDeadlineSeconds',
  'dnsPolicy',
  'nodeSelector',
  'serviceAccountName',
  'automountServiceAccountToken',
  'nodeName',
  'securityContext',
  'imagePullSecrets',
  'hostname',
  'subdomain',
  'setHostnameAsFQDN',
  'affinity',
  'schedulerName',
  'tolerations',
  'hostAliases',
  'priorityClassName',
  'priority',
  'preemptionPolicy',
  'dnsConfig',
  'readinessGates',
  'runtimeClassName',
  'overhead',
  'enableServiceLinks',
  'topologySpreadConstraints',
  'os',
  'schedulingGates',
  'resourceClaims',
  'resources',
  'hostnameOverride',
  'schedulingGroup',
];
const HOST_FIELDS = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];
/** These come from apimachinery, which has one form of them only: with JSON's names, and empty fields left out. */
const META_STRUCTS = new Set(['LabelSelector', 'LabelSelectorRequirement', 'ObjectMeta', 'OwnerReference']);

/**
 * How two pod specs differ, as the API server shows it when a pod may not be changed that way: a unified difference of Go's
 * internal PodSpec, written as JSON.
 */
export function internalSpecDiff(before: Fields, after: Fields): string {
  return unifiedDiff(internalText(before), internalText(after));
}

function internalText(spec: Fields): string {
  const schema = schemaOf('Pod');
  return schema ? JSON.stringify(internalSpec(spec, schema), undefined, 1) : '';
}

function internalSpec(spec: Fields, schema: KindSchema): Record<string, unknown> {
  const struct = schema.types.struct('PodSpec');
  const shown: Record<string, unknown> = {};
  for (const name of SPEC_ORDER) {
    const field = struct.fields.get(name);
    if (!field) continue;
    const value = internalValue(spec[name], field.type, schema);
    shown[field.goName] = name === 'securityContext' ? withHostFields(fields(value), spec, struct, schema) : value;
  }
  return shown;
}

function withHostFields(context: Fields, spec: Fields, struct: StructSchema, schema: KindSchema): object {
  const host: Record<string, unknown> = {};
  for (const name of HOST_FIELDS) {
    const field = struct.fields.get(name);
    if (field) host[field.goName] = internalValue(spec[name], field.type, schema);
  }
  const all = schema.types.struct('PodSecurityContext');
  return { ...host, ...(Object.keys(context).length > 0 ? context : internalStruct({}, all, schema)) };
}

function internalValue(value: unknown, type: TypeSchema, schema: KindSchema): unknown {
  const isMissing = value === undefined || value === null;
  if (isMissing && type.pointer) return null;
  switch (type.kind) {
    case 'struct':
      return internalStruct(fields(value), schema.types.struct(type.struct), schema);
    case 'list':
      return isMissing || items(value).length === 0
        ? null
        : items(value).map((item) => internalValue(item, type.item, schema));
    case 'map':
      return isFields(value) && Object.keys(value).length > 0 ? sortedKeys(value) : null;
    case 'string':
      return value ?? '';
    case 'bool':
      return value ?? false;
    case 'int32':
    case 'int64':
    case 'intOrString':
      return value ?? 0;
    case 'quantity':
      return value ?? '0';
    default:
      return value ?? null;
  }
}

function internalStruct(value: Fields, struct: StructSchema, schema: KindSchema): Record<string, unknown> {
  const isMeta = META_STRUCTS.has(struct.name);
  const shown: Record<string, unknown> = {};
  for (const field of struct.fields.values()) {
    const own = value[field.name];
    if (isMeta && (own === undefined || own === null) && !field.always) continue;
    shown[isMeta ? field.name : field.goName] = internalValue(own, field.type, schema);
  }
  return shown;
}
