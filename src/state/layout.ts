import type { KubeObject } from '../api/meta.ts';
import { Cluster, keyOf, type ObjectMap, type ObjectSource, type UnloadedObjects } from '../cluster/cluster.ts';
import type { ClusterConfig } from '../cluster/config.ts';
import type { LedgerEntry, ServiceLedger } from '../cluster/service-ledger.ts';
import { linkNotes, notesBeside, notedSection } from './slice-section.ts';
import { StateError } from './store.ts';

/**
 * How a cluster lies in its file. The first line is a header in JSON; after it come sections, one a resource, one object a line.
 * The header says where each section begins, so a command parses only the resources it looks at, and writing copies the bytes
 * of every section that did not change. It stays a text file that `head`, `grep` and `jq` can read.
 */
export const STATE_VERSION = 1;

interface Header {
  readonly kubesim: 'state';
  readonly version: number;
  readonly revision: number;
  readonly config: ClusterConfig;
  readonly extras: Readonly<Record<string, unknown>>;
  /** Name, bytes and lines of each section, in file order. */
  readonly sections: readonly (readonly [name: string, bytes: number, lines: number])[];
}

type Sources = ReadonlyMap<string, ReadonlyMap<string, ObjectSource>>;

/** Names that no resource has: what is kept beside the objects. */
const SOURCES = '#sources';
const LEDGER = '#ledger';
const STARTS = '#starts';
const SLICES = 'endpointslices';
/** What is worth knowing of each EndpointSlice before they are parsed, a line each. Without it they are parsed. */
const SLICE_NOTES = '#slices';

/** The bytes from which a part was read (or would be), for as long as that very part is alive. */
const bytesOf = new WeakMap<object, Uint8Array>();

/** The cluster in `file`. Throws StateError naming `location` for anything but a whole file of a version we know. */
export function decodeState(file: Buffer, location: string): Cluster {
  const end = file.indexOf(10);
  const header = headerOf(file, end < 0 ? file.length : end, location);
  const objects = new Map<string, UnloadedObjects>();
  const beside = new Map<string, Buffer>();
  let at = end + 1;
  let slices: Buffer | undefined;
  for (const [name, bytes] of header.sections) {
    const section = file.subarray(at, at + bytes);
    at += bytes;
    if (name === SLICES) slices = section;
    if (name.startsWith('#')) beside.set(name, section);
    else
      objects.set(
        name,
        Object.assign(
          lazy(section, (lines) => objectMap(lines as KubeObject[]), location),
          { containing: finder(section, location) },
          name === SLICES ? { noted: notedSection(section, (lines) => decodeLines(lines, location)) } : {},
        ),
      );
  }
  if (at !== file.length) throw damaged(location, `${file.length} bytes instead of ${at}`);
  linkNotes(slices, beside.get(SLICE_NOTES));
  const part = <T extends object>(name: string, read: (lines: unknown[]) => T): (() => T) =>
    lazy(beside.get(name) ?? Buffer.alloc(0), read, location);
  return new Cluster({
    config: header.config,
    revision: header.revision,
    extras: header.extras,
    objects,
    sources: part(SOURCES, (lines) => sourcesOf(lines as SourceLine[])),
    ledger: part(LEDGER, (lines) => lines as LedgerEntry[] as ServiceLedger),
    podStarts: part(STARTS, (lines) => new Map(lines as [string, number][])),
  });
}

/** The whole file for a cluster. Sections that were not parsed, or not changed since, are copied from where they were read. */
export function encodeState(cluster: Cluster): Buffer {
  const parts = cluster.parts();
  const sections: [name: string, bytes: Uint8Array, lines: number][] = [];
  const add = (name: string, part: object, lines: () => Iterable<unknown>): void => {
    const bytes = bytesOf.get(part) ?? encodeLines(lines());
    if (typeof part === 'object') bytesOf.set(part, bytes);
    if (bytes.length > 0) sections.push([name, bytes, countLines(bytes)]);
  };
  for (const [plural, map] of parts.objects) add(plural, map, () => (typeof map === 'function' ? map() : map).values());
  const slices = parts.objects.get(SLICES);
  const notes = slices && notesBeside(slices, bytesOf.get(slices), encodeLines);
  if (notes && notes.length > 0) sections.push([SLICE_NOTES, notes, countLines(notes)]);
  add(SOURCES, parts.sources, () => sourceLines(cluster.sources));
  add(LEDGER, parts.ledger, () => cluster.ledger);
  const starts = parts.podStarts;
  if (starts) add(STARTS, starts, () => cluster.podStarts);
  isRepeated = true;
  const header: Header = {
    kubesim: 'state',
    version: STATE_VERSION,
    revision: cluster.revision,
    config: cluster.config,
    extras: cluster.extras,
    sections: sections.map(([name, bytes, lines]) => [name, bytes.length, lines]),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...sections.map(([, bytes]) => bytes)]);
}

function headerOf(file: Buffer, end: number, location: string): Header {
  let header: unknown;
  try {
    header = JSON.parse(file.toString('utf8', 0, end));
  } catch {
    throw damaged(location, 'its first line is not a header');
  }
  if (typeof header !== 'object' || header === null || !('kubesim' in header) || header.kubesim !== 'state') {
    throw damaged(location, 'its first line is not the header of a kubesim state');
  }
  const version = 'version' in header ? header.version : undefined;
  if (typeof version === 'number' && version > STATE_VERSION) {
    throw new StateError(
      `${location} was written by a newer kubesim (state version ${version}; this one knows ${STATE_VERSION})`,
      'update kubesim, or choose another state with --state FILE',
    );
  }
  if (version !== STATE_VERSION || !('sections' in header) || !Array.isArray(header.sections)) throw damaged(location, 'its header lacks what belongs there'); // prettier-ignore
  return header as Header;
}

function damaged(location: string, why: string): StateError {
  return new StateError(
    `${location} is damaged: ${why}`,
    'it was left untouched: restore it from a copy, or move it away and start anew',
  );
}

/** Parses a section when it is first asked for, and remembers its bytes for the next write. */
function lazy<T extends object>(section: Uint8Array, read: (lines: unknown[]) => T, location: string): () => T {
  const load = (): T => {
    const part = read(decodeLines(section, location));
    bytesOf.set(part, section);
    return part;
  };
  bytesOf.set(load, section);
  return load;
}

/** Looks through a section without parsing it but for the lines that are asked for; each of those once. */
function finder(section: Buffer, location: string): (text: string, most: number) => KubeObject[] | undefined {
  const parsed = new Map<number, KubeObject>();
  return (text, most) => {
    const found: KubeObject[] = [];
    for (let hit = section.indexOf(text); hit >= 0;) {
      const from = section.lastIndexOf(10, hit) + 1;
      const end = section.indexOf(10, hit);
      const to = end < 0 ? section.length : end;
      let object = parsed.get(from);
      if (!object) {
        [object] = decodeLines(section.subarray(from, to + 1), location) as [KubeObject];
        parsed.set(from, object);
      }
      if (found.push(object) > most) return undefined;
      hit = section.indexOf(text, to);
    }
    return found;
  };
}

/** One JSON.parse for the whole section: several times faster than one for each line. JSON has no raw newlines. */
function decodeLines(section: Uint8Array, location: string): unknown[] {
  if (section.length === 0) return [];
  const text = Buffer.from(section.buffer, section.byteOffset, section.length - 1).toString('utf8');
  try {
    return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as unknown[];
  } catch {
    throw damaged(location, 'a section is not what was written');
  }
}

/** Lines that were written before, for as long as their objects live: a server writes the same objects again and again. */
const lineOf = new WeakMap<object, string>();
/** A command writes once: nothing is remembered for it. */
let isRepeated = false;

function encodeLines(values: Iterable<unknown>): Buffer {
  let text = '';
  for (const value of values) text += isRepeated ? rememberedLine(value as object) : `${JSON.stringify(value)}\n`;
  return Buffer.from(text);
}

function rememberedLine(value: object): string {
  let line = lineOf.get(value);
  if (line === undefined) lineOf.set(value, (line = `${JSON.stringify(value)}\n`));
  return line;
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

function objectMap(objects: readonly KubeObject[]): ObjectMap {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

type SourceLine = [
  plural: string,
  key: string,
  file: string,
  line: number,
  column: number,
  fields: ObjectSource['fields'],
];

function sourcesOf(lines: readonly SourceLine[]): Sources {
  const sources = new Map<string, Map<string, ObjectSource>>();
  for (const [plural, key, file, line, column, fields] of lines) {
    const ofPlural = sources.get(plural) ?? new Map<string, ObjectSource>();
    sources.set(plural, ofPlural.set(key, { file, line, column, fields }));
  }
  return sources;
}

function* sourceLines(sources: Sources): Iterable<SourceLine> {
  for (const [plural, map] of sources) {
    for (const [key, { file, line, column, fields }] of map) yield [plural, key, file, line, column, fields];
  }
}
