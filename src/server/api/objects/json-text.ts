import type { KubeObject, ObjectMeta } from '../../../api/meta.ts';
import { apiVersionOf, type Resource } from '../../../api/resource.ts';
import { restOf } from '../../../cluster/server-side-apply/rest.ts';

/** Objects never change: what one looks like in JSON is written once for all lists and watches. */
const known = new WeakMap<KubeObject, string>();

/** An object as an item of a list: kind and version stand at the list alone. */
export function itemText(object: KubeObject): string {
  let text = known.get(object);
  if (text === undefined) {
    const { kind: _kind, apiVersion: _version, metadata, ...rest } = object;
    known.set(object, (text = JSON.stringify({ metadata: metaOf(metadata), ...rest })));
  }
  return text;
}

/** Metadata as lists and watches show it: a record of managers that rests in its short form is not spelled out a thousand times. */
export function metaOf(metadata: ObjectMeta): ObjectMeta {
  if (metadata.managedFields === undefined || !restOf(metadata)) return metadata;
  const { managedFields: _, ...others } = metadata;
  return others as ObjectMeta;
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
