import type { KubeObject } from '../../api/meta.ts';
import { findAll } from './jsonpath/evaluate.ts';
import { JsonPathError } from './jsonpath/node.ts';
import { parsedTemplate, relaxedPath } from './jsonpath/print.ts';

/**
 * Objects in the order of the field at `path`: those without it first, numbers by value, strings by code unit, equals as
 * they were. Undefined where no object has the field (kubectl then prints that nothing was found).
 */
export function sortedBy<T extends KubeObject>(objects: readonly T[], path: string): T[] | undefined {
  const tree = parsedTemplate(relaxedPath(path));
  const keyed = objects.map((object) => ({ object, key: firstOf(findAll(tree, object)) }));
  if (objects.length > 0 && keyed.every(({ key }) => key === undefined)) return undefined;
  return keyed.sort((a, b) => compare(a.key, b.key, path)).map(({ object }) => object);
}

function firstOf(found: readonly (readonly unknown[])[]): unknown {
  return found[0]?.[0];
}

function compare(a: unknown, b: unknown, path: string): number {
  const missing = Number(b === undefined || b === null) - Number(a === undefined || a === null);
  if (missing !== 0 || a === undefined || a === null || b === undefined || b === null) return missing;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new JsonPathError(`unsortable type: ${typeof a}: cannot sort by ${path}`);
}
