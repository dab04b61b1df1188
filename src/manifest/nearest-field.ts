import type { ManifestDocument } from './document.ts';

/** Where a field stands in its file; 1-based. */
export interface FieldPlace {
  readonly line: number;
  readonly column: number;
}

/** The place of a field, or of the nearest one around it that is written: a missing `spec.ports[0].port` is at `spec.ports[0]`. */
export function nearestField(document: ManifestDocument, path: string): FieldPlace {
  const positions = document.positions();
  for (let at = path; at !== ''; at = at.replace(/(\.[^.[\]]*|\[[^\]]*\]|^[^.[\]]*)$/, '')) {
    const [line, column] = positions[at] ?? [];
    if (line !== undefined && column !== undefined) return { line, column };
  }
  return { line: document.line, column: document.column };
}
