/** A copy that defaulting may change: never the caller's object. */
export type Draft = Record<string, unknown>;

/** A deep copy of plain JSON. */
export function draftOf(object: object): Draft {
  return structuredClone(object) as Draft;
}

/** Sets a field that Go holds by value: missing, null, '', 0 and false all count as unset. */
export function defaultValue(draft: Draft, field: string, value: unknown): void {
  if (!draft[field]) draft[field] = value;
}

/** Sets a field that Go holds by pointer: only missing and null count as unset. */
export function defaultPointer(draft: Draft, field: string, value: unknown): void {
  draft[field] ??= value;
}

/** The nested object, or undefined if there is none. */
export function child(draft: Draft | undefined, field: string): Draft | undefined {
  const value = draft?.[field];
  return isDraft(value) ? value : undefined;
}

/** The nested object; made if it is missing. */
export function childMade(draft: Draft, field: string): Draft {
  const found = child(draft, field);
  if (found) return found;
  const made: Draft = {};
  draft[field] = made;
  return made;
}

/** The nested objects of a list; entries that are no objects are left out. */
export function children(draft: Draft | undefined, field: string): Draft[] {
  const value = draft?.[field];
  return Array.isArray(value) ? value.filter(isDraft) : [];
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
