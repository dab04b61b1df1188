import type { KubeObject } from '../../../api/meta.ts';

export interface Tracking {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  /** RFC 3339 */
  readonly now: string;
}

/** The object with its managedFields brought up to what this request changes about it. */
export function tracked(object: KubeObject, _before: KubeObject | undefined, _by: Tracking): KubeObject {
  return object;
}
