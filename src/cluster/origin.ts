import type { KubeObject } from '../api/meta.ts';
import type { Origin } from '../net/origin.ts';
import { keyOf, type Cluster } from './cluster.ts';

/**
 * Where `field` of `object` was written. Falls back to the nearest written parent field, then to the object's first line,
 * then (objects nobody wrote in a file) to the object's name alone.
 */
export function originOf(cluster: Cluster, plural: string, object: KubeObject, field?: string): Origin {
  const name = `${object.kind} ${keyOf(object)}`;
  const base: Origin = field === undefined ? { object: name } : { object: name, field };
  const source = cluster.sources.get(plural)?.get(keyOf(object));
  if (!source) return base;
  let path = field ?? '';
  while (path !== '') {
    const position = source.fields[path];
    if (position) return { ...base, file: source.file, line: position[0], column: position[1] };
    path = path.replace(/(\.[^.[\]]*|\[[^\]]*\])$/, (_, last: string) => (last === path ? '' : ''));
    if (!/[.[]/.test(path) && !source.fields[path]) break;
  }
  return { ...base, file: source.file, line: source.line, column: source.column };
}
