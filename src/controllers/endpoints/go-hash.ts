import { createHash } from 'node:crypto';
import { goDump } from '../pod-template-hash/go-dump.ts';

/** The Go structs by whose hash ports and subsets are ordered (k8s.io/api core/v1 and discovery/v1). */
const STRUCTS = {
  'core.EndpointPort': 'Name string; Port int32; Protocol v1.Protocol; AppProtocol *string',
  'core.EndpointAddress': 'IP string; Hostname string; NodeName *string; TargetRef *core.ObjectReference',
  'core.ObjectReference':
    'Kind string; Namespace string; Name string; UID types.UID; APIVersion string; ResourceVersion string; FieldPath string',
  'core.EndpointSubset':
    'Addresses []core.EndpointAddress; NotReadyAddresses []core.EndpointAddress; Ports []core.EndpointPort',
  'discovery.EndpointPort': 'Name *string; Protocol *v1.Protocol; Port *int32; AppProtocol *string',
};

/** The MD5 of the Go value's dump, in hexadecimal (hash.DeepHashObject). */
export function goHash(type: keyof typeof STRUCTS, value: unknown): string {
  return createHash('md5')
    .update(goDump(type, value, STRUCTS))
    .digest('hex');
}

/** The items in the order of their hashes. */
export function byGoHash<T>(type: keyof typeof STRUCTS, items: readonly T[]): T[] {
  if (items.length < 2) return [...items];
  const hashed = items.map((item) => ({ item, hash: goHash(type, item) }));
  return hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ item }) => item);
}
