import { FieldSet } from './field-set.ts';
import { fieldElement, type Path } from './path-element.ts';
import { entriesOf, isBare, itemTyped, partsOf, type Typed } from './typed.ts';

/** The fields that a configuration speaks of: what its manager owns after applying it (typed.ToFieldSet). */
export function fieldsOf(value: unknown, typed: Typed): FieldSet {
  const set = new FieldSet();
  collect(value, typed, [], set);
  return set;
}

function collect(value: unknown, typed: Typed, path: Path, set: FieldSet): void {
  const parts = partsOf(typed, value);
  if (parts) {
    for (const [name, part] of Object.entries(parts.value)) {
      if (part === undefined) continue;
      const at = [...path, fieldElement(name)];
      collect(part, parts.typed(name), at, set);
      const isEmptyMap = typeof part === 'object' && !Array.isArray(part) && isBare(part);
      if (isEmptyMap || !parts.isDeclared(name)) set.insert(at);
    }
    return;
  }
  const entries = entriesOf(typed, value);
  if (!entries) {
    set.insert(path);
    return;
  }
  const counts = new Map<string, number>();
  for (const { element } of entries) counts.set(element, (counts.get(element) ?? 0) + 1);
  for (const entry of entries) {
    const at = [...path, entry.element];
    // An entry that is there twice is owned as a whole: nobody can say which of the two is meant.
    if (counts.get(entry.element) === 1) collect(entry.value, itemTyped(typed), at, set);
    set.insert(at);
  }
}
