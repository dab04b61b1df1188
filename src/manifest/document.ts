import type { Positions } from './position.ts';

/** One object as it was written: plain JSON and where each field stands. */
export interface ManifestDocument {
  readonly file: string;
  /** 1-based, of the object's first character. */
  readonly line: number;
  /** 1-based */
  readonly column: number;
  /** Whatever the document says: mostly an object, but a hostile one may say anything. Keys are never `__proto__`. */
  readonly value: unknown;
  /** Keys that stood twice; the last one counts, as for kubectl. */
  readonly duplicates: readonly string[];
  /** Where each field was written. Computed when asked for: a dump of 10,000 objects never is. */
  positions(): Positions;
}

export interface Manifest {
  readonly documents: readonly ManifestDocument[];
  /** What could not be read. kubectl has dealt with the documents before it by then. */
  readonly error?: Error;
}

/** What a reader knows at once about a document. */
export interface DocumentFacts extends Pick<ManifestDocument, 'file' | 'value' | 'duplicates'> {
  /** 1-based place of its first character. */
  readonly start: () => { readonly line: number; readonly column: number };
}

/** The document; places are computed when asked for, and once. */
export function documentOf(
  { file, value, duplicates, start }: DocumentFacts,
  compute: () => Positions,
): ManifestDocument {
  let known: Positions | undefined;
  return {
    file,
    value,
    duplicates,
    get line() {
      return start().line;
    },
    get column() {
      return start().column;
    },
    positions: () => (known ??= compute()),
  };
}
