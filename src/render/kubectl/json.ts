/**
 * JSON as kubectl prints it: keys sorted, four spaces, `<`, `>` and `&` escaped as Go's encoding/json does, and a newline
 * at the end.
 */
export function jsonText(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sorted(value), null, 4))}\n`;
}

/** The same of an object of kubectl's own making, which it prints as Go has its fields: kind first, maps sorted. */
export function typedJsonText(value: unknown): string {
  const { kind, apiVersion, ...rest } = value as Record<string, unknown>;
  return `${escapeHtml(JSON.stringify({ kind, apiVersion, ...rest }, null, 4))}\n`;
}

/** One line, keys sorted, as Go's json.Marshal writes maps. */
export function compactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sorted(value)));
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) result[key] = sorted(field);
  }
  return result;
}
