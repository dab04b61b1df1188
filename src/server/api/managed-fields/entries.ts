import { fields, isFields, items, text, type Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { pathKey, type Step } from './field-paths.ts';

/** Who owns which fields: one entry of metadata.managedFields, its fields by `pathKey`. */
export interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  readonly fields: ReadonlyMap<string, readonly Step[]>;
}

export function readEntries(object: KubeObject | undefined): Entry[] {
  return items(object?.metadata.managedFields).map((written) => {
    const entry = fields(written);
    const found = new Map<string, readonly Step[]>();
    readTree(fields(entry['fieldsV1']), [], found);
    return {
      manager: text(entry['manager']),
      operation: text(entry['operation']),
      apiVersion: text(entry['apiVersion']),
      subresource: text(entry['subresource']),
      time: text(entry['time']),
      fields: found,
    };
  });
}

const DEEPEST = 200;

function readTree(tree: Fields, steps: readonly Step[], found: Map<string, readonly Step[]>): void {
  if (steps.length > DEEPEST) return;
  const names = Object.keys(tree);
  if (steps.length > 0 && (names.length === 0 || names.includes('.'))) found.set(pathKey(steps), steps);
  for (const name of names) {
    const inner = tree[name];
    if (name !== '.' && isFields(inner)) readTree(inner, [...steps, name], found);
  }
}

/** The entries as they are written, without those that own nothing. */
export function writeEntries(entries: readonly Entry[]): Record<string, unknown>[] {
  return entries
    .filter(({ fields: owned }) => owned.size > 0)
    .map(({ manager, operation, apiVersion, subresource, time, fields: owned }) => ({
      manager,
      operation,
      apiVersion,
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: writeTree(owned),
      ...(subresource === '' ? {} : { subresource }),
    }));
}

type Tree = Map<Step, Tree>;

function writeTree(owned: ReadonlyMap<string, readonly Step[]>): Record<string, unknown> {
  const root: Tree = new Map();
  for (const steps of owned.values()) {
    let at = root;
    for (const step of steps) {
      let next = at.get(step);
      if (!next) at.set(step, (next = new Map<Step, Tree>()));
      at = next;
    }
    at.set('.', new Map());
  }
  return plain(root);
}

/** A `.` says that the thing itself is owned; a field without any below it needs none. */
function plain(tree: Tree): Record<string, unknown> {
  const names = [...tree.keys()].sort();
  if (names.length === 1 && names[0] === '.') return {};
  return Object.fromEntries(names.map((name) => [name, plain(tree.get(name) ?? new Map<Step, Tree>())]));
}
