import { goJson, sortedKeys } from '../api/go-value.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Resource } from '../api/resource.ts';
import { createObject, requestMeta, type Admission } from './create.ts';
import type { ObjectSpace } from './list.ts';
import { resourceOf } from './object-kinds.ts';
import { isObject, type JsonObject } from './patch/json-value.ts';
import { shapeOf } from './patch/merge-keys.ts';
import { threeWayPatch } from './patch/three-way.ts';
import { patchObject } from './patch.ts';
import type { Transaction } from './transaction.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What `kubectl apply` would send for an object. */
export type ApplyPlan = {
  readonly of: Resource;
  readonly namespace: string;
  readonly name: string;
  /** The live object was not made by apply: kubectl warns and adds the annotation. */
  readonly unmanaged: boolean;
} & (
  | { readonly kind: 'create'; readonly object: KubeObject }
  | { readonly kind: 'patch'; readonly patch: JsonObject; readonly live: KubeObject }
  | { readonly kind: 'unchanged'; readonly live: KubeObject }
);

export interface ApplyOptions {
  readonly namespace?: string;
  readonly admit?: Admission;
}

export interface Applied {
  readonly object: KubeObject;
  readonly outcome: 'created' | 'configured' | 'unchanged';
  readonly unmanaged: boolean;
}

/**
 * kubectl's client-side apply: three-way merge of the configuration applied last (kept in an annotation), the new one and
 * the live object. Throws StatusError.
 */
export function applyObject(tx: Transaction, object: KubeObject, options: ApplyOptions = {}): Applied {
  const plan = planApply(tx, object, options);
  const { unmanaged } = plan;
  if (plan.kind === 'create') return { object: createObject(tx, plan.object, options), outcome: 'created', unmanaged };
  if (plan.kind === 'unchanged') return { object: plan.live, outcome: 'unchanged', unmanaged };
  const ref = { plural: plan.of.plural, namespace: plan.namespace, name: plan.name };
  const admit = options.admit ? { admit: options.admit } : {};
  return { object: patchObject(tx, ref, plan.patch, 'strategic', admit), outcome: 'configured', unmanaged };
}

/** What apply would do, without doing it: `diff`, dry runs and error texts (which quote the patch) need it. */
export function planApply(space: ObjectSpace, object: KubeObject, options: ApplyOptions = {}): ApplyPlan {
  const of = resourceOf(object);
  const metadata = requestMeta(of, object.metadata, options.namespace);
  const namespace = of.namespaced ? (metadata.namespace ?? '') : '';
  const { name } = metadata;
  const modified = annotated({ ...object, metadata });
  const live = space.get(of.plural, namespace, name);
  const base = { of, namespace, name };
  if (!live) return { ...base, kind: 'create', object: modified, unmanaged: false };
  const last = live.metadata.annotations?.[LAST_APPLIED];
  const patch = threeWayPatch(parsedObject(last), modified, live, shapeOf(of.kind));
  const unmanaged = last === undefined;
  if (Object.keys(patch).length === 0) return { ...base, kind: 'unchanged', live, unmanaged };
  return { ...base, kind: 'patch', patch: sortedKeys(patch) as JsonObject, live, unmanaged };
}

/** The object with its own configuration as an annotation, as `kubectl apply` and `create --save-config` write it. */
export function annotated(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _last, ...annotations } = object.metadata.annotations ?? {};
  const configuration = { ...object, metadata: { ...object.metadata, annotations } };
  const text = `${goJson(sortedKeys(configuration))}\n`;
  return { ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function parsedObject(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
