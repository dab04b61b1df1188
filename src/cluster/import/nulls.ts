import { isFields } from '../../api/go-value.ts';

/** Times, and a slice's lists, which the API server itself returns as null where they are empty. */
const RETURNED = /^(endpoints|ports)$|Time(stamp)?$/;

/**
 * The value without the nulls that somebody left in a dump: to Go a field that is null is not there. What holds none is handed
 * back itself; nulls that the API server writes stay, as a dump is kept verbatim.
 */
export function withoutNulls<Value>(value: Value): Value {
  return cleaned(value) as Value;
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== null).map(cleaned);
    return items.length === value.length && items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isFields(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [key, old] of Object.entries(value)) {
    const next = old === null ? undefined : cleaned(old);
    if (next === old || (old === null && RETURNED.test(key))) continue;
    changed ??= { ...value };
    if (next === undefined) delete changed[key];
    else changed[key] = next;
  }
  return changed ?? value;
}
