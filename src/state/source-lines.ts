import type { ObjectSource } from '../cluster/cluster.ts';

/** Where one object was written, as the state has it. */
export type SourceLine = [
  plural: string,
  key: string,
  file: string,
  line: number,
  column: number,
  fields: ObjectSource['fields'],
];

type Sources = ReadonlyMap<string, ReadonlyMap<string, ObjectSource>>;

export function sourcesOf(lines: readonly SourceLine[]): Map<string, Map<string, ObjectSource>> {
  const sources = new Map<string, Map<string, ObjectSource>>();
  for (const [plural, key, file, line, column, fields] of lines) {
    const ofPlural = sources.get(plural) ?? new Map<string, ObjectSource>();
    sources.set(plural, ofPlural.set(key, { file, line, column, fields }));
  }
  return sources;
}

export function* sourceLines(sources: Sources): Iterable<SourceLine> {
  for (const [plural, map] of sources) for (const [key, source] of map) yield sourceLine(plural, key, source);
}

export function sourceLine(plural: string, key: string, source: ObjectSource): SourceLine {
  return [plural, key, source.file, source.line, source.column, source.fields];
}
