import type { KubeObject } from '../../../api/meta.ts';
import { apiVersionOf, type Resource } from '../../../api/resource.ts';

/** Objects never change: what one looks like in JSON is written once for all lists and watches. */
const known = new WeakMap<KubeObject, string>();

/** An object as an item of a list: kind and version stand at the list alone. */
export function itemText(object: KubeObject): string {
  let text = known.get(object);
  if (text === undefined) {
    const { kind: _kind, apiVersion: _version, metadata, ...rest } = object;
    known.set(object, (text = JSON.stringify({ metadata, ...rest })));
  }
  return text;
}

/** A whole object. */
export function objectText(object: KubeObject): string {
  const { kind, apiVersion } = object;
  return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},${itemText(object).slice(1)}`;
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export function listText(
  of: Resource,
  metadata: ListMeta,
  items: readonly string[],
  apiVersion = apiVersionOf(of),
): string {
  return `{"kind":"${of.kind}List","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${items.join(',')}]}\n`;
}
