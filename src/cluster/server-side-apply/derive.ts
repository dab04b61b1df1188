import { defaulted } from '../../api/defaults.ts';
import type { KubeObject } from '../../api/meta.ts';
import { LAST_APPLIED } from '../apply.ts';
import { requestBody } from '../body.ts';
import { resourceOf } from '../object-kinds.ts';
import { isObject } from '../patch/json-value.ts';
import { compared } from './compare.ts';
import { FieldSet } from './field-set.ts';
import { managerId, type Manager, type Managers } from './managers.ts';
import { ownable, withoutMeta } from './own-fields.ts';
import { fieldElement, type Path } from './path-element.ts';
import { managedForm } from './record.ts';
import { typedOf } from './typed.ts';

/** The manager of fields that were set before anybody kept a record (skipNonAppliedManager). */
const BEFORE = 'before-first-apply';

/**
 * The managers of an object that has no record of them, told from the object itself: what kubectl's annotation says was
 * applied, with its defaults, belongs to `kubectl-client-side-apply` as long as it still has that value; the rest belongs to
 * `before-first-apply`, but for what the API server allocates and the status, which no ordinary request owns.
 */
export function derivedManagers(live: KubeObject, plural: string): Managers {
  const typed = typedOf(live.kind);
  const form = managedForm(live, live.kind);
  const nothing = managedForm(undefined, live.kind);
  const all = withoutMeta(ownable(compared(nothing, form, typed).added.union(compared(nothing, form, typed).modified), plural)); // prettier-ignore
  const base = { operation: 'Update' as const, apiVersion: live.apiVersion, ...timeOf(live) };
  const applied = lastApplied(live);
  let client = new FieldSet();
  if (applied) {
    const configured = managedForm(applied, live.kind);
    const { added, modified } = compared(nothing, configured, typed);
    const { modified: changed } = compared(configured, form, typed);
    client = added.union(modified).intersection(all).difference(changed);
  }
  const rest = all.difference(client).without(allocated(all, plural).difference(client));
  const found: Manager[] = [
    { ...base, name: 'kubectl-client-side-apply', fields: client },
    { ...base, name: BEFORE, fields: rest },
  ];
  return new Map(found.filter(({ fields }) => !fields.isEmpty()).map((manager) => [managerId(manager), manager]));
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

const SERVICE_ALLOCATIONS = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'];

/** What the API server writes into a Service by itself, after it has noted who wrote what. */
function allocated(fields: FieldSet, plural: string): FieldSet {
  if (plural !== 'services') return new FieldSet();
  const spec = fieldElement('spec');
  const nodePorts = [...fields.paths()].filter(
    (path: Path) => path[0] === spec && path.length === 4 && path[3] === fieldElement('nodePort'),
  );
  return FieldSet.of(...SERVICE_ALLOCATIONS.map((name) => [spec, fieldElement(name)]), ...nodePorts);
}
