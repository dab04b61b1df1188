import type { KubeObject, LabelSelector } from '../api/meta.ts';
import type { PodTemplateSpec } from '../api/pod/type.ts';

type Labels = Readonly<Record<string, string>> | undefined;

/** Whether every pair of a Service's selector is among the labels. An empty selector selects nothing. */
export function selects(selector: Readonly<Record<string, string>> | undefined, labels: Labels): boolean {
  if (!selector) return false;
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => valueOf(labels, key) === value);
}

/** Whether a metav1.LabelSelector matches. An absent selector matches nothing, an empty one everything. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {}))
    if (valueOf(labels, key) !== value) return false;
  return (selector.matchExpressions ?? []).every((wanted) => matchesRequirement(wanted, labels));
}

/**
 * Whether the pods that a workload makes will be its own. The API server takes no other workload, but a dump that somebody changed
 * may hold one: making pods for it would never end.
 */
export function selectsItsOwn({ spec }: { spec: { selector?: LabelSelector; template: PodTemplateSpec } }): boolean {
  return matchesSelector(spec.selector, spec.template.metadata?.labels);
}

/** One requirement of a label selector or a node selector term (which also knows Gt and Lt). */
export function matchesRequirement(
  wanted: { key: string; operator: string; values?: string[] },
  labels: Labels,
): boolean {
  const value = valueOf(labels, wanted.key);
  const values = wanted.values ?? [];
  switch (wanted.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) > BigInt(values[0]);
    case 'Lt':
      return isInteger(value) && isInteger(values[0]) && BigInt(value) < BigInt(values[0]);
    default:
      return false;
  }
}

/** Fewer selections than this and looking at every object is quicker than an index of them. */
const WORTH_AN_INDEX = 8;

/** Objects of one kind found by the labels they carry: a big cluster's Services each select few of its pods. */
export class LabelIndex<T extends KubeObject> {
  readonly #objects: Iterable<T>;
  #selections = 0;
  #index: Map<string, Map<string, Map<string, T[]>>> | undefined;

  /** `objects` is walked more than once. */
  constructor(objects: Iterable<T>) {
    this.#objects = objects;
  }

  /** The objects of the namespace that carry every pair of `selector`; none for an empty selector. */
  select(namespace: string, selector: Readonly<Record<string, string>>): T[] {
    if (++this.#selections < WORTH_AN_INDEX) {
      const found: T[] = [];
      for (const object of this.#objects) {
        if ((object.metadata.namespace ?? '') === namespace && selects(selector, object.metadata.labels))
          found.push(object);
      }
      return found;
    }
    const byKey = (this.#index ??= this.#indexed()).get(namespace);
    let fewest: T[] | undefined;
    for (const [key, value] of Object.entries(selector)) {
      const found = byKey?.get(key)?.get(value) ?? [];
      if (!fewest || found.length < fewest.length) fewest = found;
    }
    return (fewest ?? []).filter((object) => selects(selector, object.metadata.labels));
  }

  #indexed(): Map<string, Map<string, Map<string, T[]>>> {
    const index = new Map<string, Map<string, Map<string, T[]>>>();
    for (const object of this.#objects) {
      const byKey = entry(index, object.metadata.namespace ?? '', () => new Map<string, Map<string, T[]>>());
      const labels = object.metadata.labels ?? {};
      for (const key of Object.keys(labels)) {
        const byValue = entry(byKey, key, () => new Map<string, T[]>());
        entry(byValue, labels[key] ?? '', (): T[] => []).push(object);
      }
    }
    return index;
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let found = map.get(key);
  if (!found) map.set(key, (found = make()));
  return found;
}

function valueOf(labels: Labels, key: string): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function isInteger(text: string | undefined): text is string {
  return text !== undefined && /^[+-]?\d{1,18}$/.test(text);
}
