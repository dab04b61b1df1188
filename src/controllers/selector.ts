import type { KubeObject, LabelSelector } from '../api/meta.ts';

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

/** Objects of one kind found by the labels they carry: a big cluster's Services each select few of its pods. */
export class LabelIndex<T extends KubeObject> {
  readonly #byPair = new Map<string, T[]>();

  constructor(objects: Iterable<T>) {
    for (const object of objects) {
      const namespace = object.metadata.namespace ?? '';
      for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
        const pair = `${namespace}/${key}=${value}`;
        const found = this.#byPair.get(pair);
        if (found) found.push(object);
        else this.#byPair.set(pair, [object]);
      }
    }
  }

  /** The objects of the namespace that carry every pair of `selector`; none for an empty selector. */
  select(namespace: string, selector: Readonly<Record<string, string>>): T[] {
    let fewest: T[] | undefined;
    for (const [key, value] of Object.entries(selector)) {
      const found = this.#byPair.get(`${namespace}/${key}=${value}`) ?? [];
      if (!fewest || found.length < fewest.length) fewest = found;
    }
    return (fewest ?? []).filter((object) => selects(selector, object.metadata.labels));
  }
}

function valueOf(labels: Labels, key: string): string | undefined {
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function isInteger(text: string | undefined): text is string {
  return text !== undefined && /^[+-]?\d{1,18}$/.test(text);
}
