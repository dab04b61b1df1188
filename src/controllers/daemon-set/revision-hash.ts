import type { PodTemplateSpec } from '../../api/pod/type.ts';
import { fnv1a, safeEncode } from '../pod-template-hash/hash.ts';

/**
 * The controller-revision-hash of a DaemonSet's template: FNV-1a over the patch that its ControllerRevision holds, written as
 * Go writes JSON (keys sorted, `<`, `>` and `&` escaped).
 */
export function revisionHash(template: PodTemplateSpec): string {
  const patch = { spec: { template: { $patch: 'replace', ...template } } };
  return safeEncode(fnv1a(goJson(patch)));
}

function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([key, item]) => `${goString(key)}:${goJson(item)}`).join(',')}}`;
  }
  return typeof value === 'string' ? goString(value) : JSON.stringify(value);
}

function goString(text: string): string {
  return JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
