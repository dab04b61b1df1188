import { isFields } from '../api/go-value.ts';

/** Whether any object of the value has a key `__proto__`, which is harmless to read and dangerous to copy. */
export function hasForbiddenKey(text: string, value: unknown): boolean {
  return (text.includes('__proto__') || /\\u005[fF]/.test(text)) && holds(value, 0);
}

function holds(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return value.some((entry) => holds(entry, depth + 1));
  if (!isFields(value)) return false;
  return Object.keys(value).some((key) => key === '__proto__' || holds(value[key], depth + 1));
}

const DEEPEST = 500;

/** Whether the value is nested deeper than any object of the API is: what walks over it later would run out of stack. */
export function isTooDeep(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth > DEEPEST) return true;
  for (const entry of Array.isArray(value) ? value : Object.values(value)) if (isTooDeep(entry, depth + 1)) return true;
  return false;
}
