import { createHash } from 'node:crypto';
import type { ClusterConfig } from '../../cluster/config.ts';
import { goDump } from '../pod-template-hash/go-dump.ts';
import { isAtLeast } from '../version.ts';

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

const FNV_OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const FNV_PRIME = 0x0000000001000000000000000000013bn;

/**
 * The items in the order in which the endpoint controllers sort them: by the hash of the Go value's dump (DeepHashObject),
 * MD5 in old releases, 128-bit FNV-1a in today's. Source of the change: the recordings of 1.20 and 1.36.
 */
export function byGoHash<T>(type: keyof typeof STRUCTS, items: readonly T[], config: ClusterConfig): T[] {
  if (items.length < 2) return [...items];
  const hash = isAtLeast(config, 33) ? fnv128a : md5;
  const hashed = items.map((item) => ({ item, hash: hash(goDump(type, item, STRUCTS)) }));
  return hashed.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0)).map(({ item }) => item);
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function fnv128a(text: string): string {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(128, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash.toString(16).padStart(32, '0');
}
