import type { PodTemplateSpec } from '../../api/pod/type.ts';
import { goDump, type Structs } from './go-dump.ts';
import { STRUCTS_1_20 } from './go-structs-1.20.ts';
import { STRUCTS_1_36 } from './go-structs-1.36.ts';

/** Digits of the hash in the alphabet of random names (rand.SafeEncodeString). */
const DIGITS = '456789bcdf';
const HASH_LABEL = 'pod-template-hash';
const OLD: Structs = { ...STRUCTS_1_36, ...STRUCTS_1_20 };

/**
 * The pod-template-hash that Kubernetes `kubeVersion` (`1.36`, `1.20`) gives a defaulted template: FNV-1a over a dump of the Go
 * struct (controller.ComputeHash). It depends on every field that the version knows, so it changes from version to version.
 */
export function podTemplateHash(template: PodTemplateSpec, kubeVersion: string, collisionCount?: number): string {
  const structs = kubeVersion === '1.20' ? OLD : STRUCTS_1_36;
  let hash = fnv1a(goDump('v1.PodTemplateSpec', withoutHashLabel(template), structs));
  if (collisionCount !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(collisionCount >>> 0);
    hash = fnv1a(bytes, hash);
  }
  return safeEncode(hash);
}

/** The number in decimal, each digit in the alphabet of random names. */
export function safeEncode(value: number): string {
  return [...String(value)].map((digit) => DIGITS[Number(digit)] ?? '').join('');
}

/** The 32-bit FNV-1a hash of a text's UTF-8 bytes. */
export function fnv1a(input: string | Uint8Array, from = 2166136261): number {
  let hash = from;
  for (const byte of typeof input === 'string' ? Buffer.from(input) : input) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

function withoutHashLabel(template: PodTemplateSpec): PodTemplateSpec {
  const { [HASH_LABEL]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}
