import type { KubeObject } from '../../api/meta.ts';
import { compareQuantities, parseQuantity } from '../../api/quantity.ts';
import { goSort } from './go-sort.ts';
import { findAll } from './jsonpath/evaluate.ts';
import { JsonPathError } from './jsonpath/node.ts';
import { parsedTemplate, relaxedPath } from './jsonpath/print.ts';

/**
 * Objects in the order that kubectl's --sort-by gives them: those without the field first, numbers and quantities by value,
 * other strings by code unit. Undefined where no object has the field.
 */
export function sortedBy<T extends KubeObject>(objects: readonly T[], path: string): T[] | undefined {
  const tree = parsedTemplate(relaxedPath(path));
  const keyed = objects.map((object) => ({ object, key: firstOf(findAll(tree, object)) }));
  if (objects.length > 0 && keyed.every(({ key }) => key === undefined)) return undefined;
  goSort(keyed, (a, b) => isLess(a.key, b.key, path));
  return keyed.map(({ object }) => object);
}

function firstOf(found: readonly (readonly unknown[])[]): unknown {
  return found[0]?.[0];
}

/** Upstream's Less: what lacks the field is less than anything, even than what lacks it too. */
function isLess(a: unknown, b: unknown, path: string): boolean {
  if (a === undefined) return true;
  if (b === undefined || b === null) return false;
  if (a === null) return true;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return !a && b;
  if (typeof a === 'string' && typeof b === 'string') return isTextLess(a, b);
  throw new JsonPathError(`unsortable type: ${typeof a}: cannot sort by ${path}`);
}

function isTextLess(a: string, b: string): boolean {
  const [one, other] = [parseQuantity(a), parseQuantity(b)];
  return typeof one === 'string' || typeof other === 'string' ? a < b : compareQuantities(one, other) < 0;
}
