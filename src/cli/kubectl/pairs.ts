import { labelValueMessages } from '../../api/names.ts';
import { UserError } from '../../net/user-error.ts';

export interface PairChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** Splits `pods web a=b c-` into the resource part and the changes, as kubectl's GetResourcesAndPairs does. */
export function splitPairs(args: readonly string[]): { resources: string[]; pairs: string[] } {
  const isPair = (arg: string, index: number): boolean =>
    arg.indexOf('=') > 0 || (index > 0 && arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: [...args], pairs: [] };
  const late = args.slice(first).find((arg) => !arg.includes('=') && !arg.endsWith('-'));
  if (late !== undefined) throw new UserError(`all resources must be specified before label changes: ${late}`, 1);
  return { resources: args.slice(0, first), pairs: args.slice(first) };
}

/** `a=b` sets, `a-` removes. Throws UserError. */
export function parseLabels(specs: readonly string[]): PairChange {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    const parts = spec.split('=');
    if (spec.includes('=')) {
      const [key = '', value = ''] = parts;
      if (parts.length !== 2) throw new UserError(`invalid label spec: ${spec}`, 1);
      const wrong = labelValueMessages(value);
      if (wrong.length > 0) throw new UserError(`invalid label value: ${JSON.stringify(spec)}: ${wrong.join(';')}`, 1);
      set[key] = value;
    } else if (spec.endsWith('-')) remove.push(spec.slice(0, -1));
    else throw new UserError(`unknown label spec: ${spec}`, 1);
  }
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined) throw new UserError('can not both modify and remove a label in the same command', 1);
  return { set, remove };
}

/** Annotations may hold anything, equals signs too. */
export function parseAnnotations(specs: readonly string[]): PairChange {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const spec of specs) {
    const equals = spec.indexOf('=');
    if (equals > 0) set[spec.slice(0, equals)] = spec.slice(equals + 1);
    else if (spec.endsWith('-') && spec.length > 1) remove.push(spec.slice(0, -1));
    else throw new UserError(`unexpected annotation spec: ${spec}`, 1);
  }
  const both = remove.find((key) => Object.hasOwn(set, key));
  if (both !== undefined) throw new UserError('can not both modify and remove an annotation in the same command', 1);
  return { set, remove };
}

/** The pairs after the change; undefined where none is left. */
export function changedPairs(
  before: Readonly<Record<string, string>> | undefined,
  { set, remove }: PairChange,
): Record<string, string> | undefined {
  const next: Record<string, string> = { ...before, ...set };
  for (const key of remove) delete next[key];
  return Object.keys(next).length > 0 ? next : undefined;
}
