import { defaulted } from '../../api/defaults.ts';
import type { KubeObject } from '../../api/meta.ts';
import { LAST_APPLIED } from '../apply.ts';
import { requestBody } from '../body.ts';
import { resourceOf } from '../object-kinds.ts';
import { isObject } from '../patch/json-value.ts';
import { allocated } from './allocated.ts';
import { compared } from './compare.ts';
import { FieldSet } from './field-set.ts';
import { managedForm, setFields } from './managed-form.ts';
import { managerId, type Manager, type Managers } from './managers.ts';
import { ownable, withoutMeta } from './own-fields.ts';
import { typedOf } from './typed.ts';

/** kubectl's name as the writer of what its annotation says. */
const CLIENT_SIDE = 'kubectl-client-side-apply';
/** The manager of fields that were set before anybody kept a record (skipNonAppliedManager). */
const BEFORE = 'before-first-apply';
const CONTROLLERS = 'kube-controller-manager';
const API_SERVER = 'kube-apiserver';

/**
 * The managers of an object that has no record of them, told from the object itself: what kubectl's annotation says was
 * applied, with its defaults, belongs to `kubectl-client-side-apply` as long as it still has that value; the rest belongs to
 * the controller that makes such objects, or else to `before-first-apply`; but for what the API server allocates and the
 * status, which no ordinary request owns.
 */
export function derivedManagers(live: KubeObject, plural: string): Managers {
  const all = withoutMeta(ownable(setFields(live), plural));
  const base = { operation: 'Update' as const, apiVersion: live.apiVersion, ...timeOf(live) };
  const applied = lastApplied(live);
  let client = new FieldSet();
  if (applied) {
    const typed = typedOf(live.kind);
    const { modified: changed } = compared(managedForm(applied, live.kind), managedForm(live, live.kind), typed);
    client = setFields(applied).intersection(all).difference(changed);
  }
  const rest = all.difference(client).without(allocated(all, plural).difference(client));
  const found: Manager[] = [
    { ...base, name: CLIENT_SIDE, fields: client },
    { ...base, name: creatorOf(live, plural), fields: rest },
  ];
  return new Map(found.filter(({ fields }) => !fields.isEmpty()).map((manager) => [managerId(manager), manager]));
}

/** `kubectl-client-side-apply` for an object that kubectl applied: no record has to name it. */
export function clientSideName({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[LAST_APPLIED] ? CLIENT_SIDE : undefined;
}

/** Who must have made an object of which nobody noted that. */
function creatorOf({ metadata }: KubeObject, plural: string): string {
  const { name, namespace, ownerReferences } = metadata;
  if (plural === 'servicecidrs' || (name === 'kubernetes' && namespace === 'default')) return API_SERVER;
  if (plural === 'namespaces') return /^(default|kube-(system|public|node-lease))$/.test(name) ? API_SERVER : BEFORE;
  if (plural === 'endpoints' || plural === 'endpointslices') return CONTROLLERS;
  return ownerReferences?.some(({ controller }) => controller === true) ? CONTROLLERS : BEFORE;
}

function timeOf({ metadata }: KubeObject): { time?: string } {
  return metadata.creationTimestamp ? { time: metadata.creationTimestamp } : {};
}

/** The configuration in the annotation, with the annotation; undefined if there is none of this version. */
function lastApplied(live: KubeObject): KubeObject | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed) || parsed['apiVersion'] !== live.apiVersion || parsed['kind'] !== live.kind) return undefined;
    const metadata = isObject(parsed['metadata']) ? parsed['metadata'] : {};
    const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
    const object = { ...parsed, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
    return defaulted(requestBody(object as unknown as KubeObject, resourceOf(live), 'Ignore'));
  } catch {
    return undefined;
  }
}
