import type { KubeObject } from '../api/meta.ts';
import { Cluster, keyOf, type UnloadedObjects } from '../cluster/cluster.ts';
import type { ClusterConfig } from '../cluster/config.ts';
import { GrowingList } from '../cluster/growing-list.ts';
import type { LedgerEntry } from '../cluster/service-ledger.ts';
import { crc32, hex } from './check-sum.ts';
import { decodeLines, encodeLines, lineEnds, rememberLines } from './lines.ts';
import { findInSection } from './section-search.ts';
import { notedServices } from './service-section.ts';
import { notedSection } from './slice-section.ts';
import { linkNotes, NOTED, notesBeside } from './notes.ts';
import { sourceLines, sourcesOf, type SourceLine } from './source-lines.ts';
import { damaged, StateError } from './store.ts';

/**
 * How a cluster lies in its file. The first line is a header in JSON; after it come sections, one a resource, one object a line.
 * The header says where each section begins, so a command parses only the resources it looks at, and writing copies the bytes
 * of every section that did not change. Behind the sections come the changes since then (journal.ts). It stays a text file that
 * `head`, `grep` and `jq` can read. Version 1 was the same, but nothing could follow the sections.
 */
export const STATE_VERSION = 2;

interface Header {
  readonly kubesim: 'state';
  readonly version: number;
  readonly revision: number;
  readonly config: ClusterConfig;
  readonly extras: Readonly<Record<string, unknown>>;
  /** Name, bytes and lines of each section, in file order. */
  readonly sections: readonly (readonly [name: string, bytes: number, lines: number])[];
  /** Over the sections: states that differ begin with different lines, and no change goes behind a state that it was not made for. */
  readonly sum?: string;
}

/** Names that no resource has: what is kept beside the objects. */
const SOURCES = '#sources';
const LEDGER = '#ledger';
const STARTS = '#starts';

/** The bytes from which a part was read (or would be), for as long as that very part is alive. */
const bytesOf = new WeakMap<object, Uint8Array>();

/** The beginning of a state file: header and sections. */
export interface Whole {
  readonly cluster: Cluster;
  /** A copy of the first line, newline included. */
  readonly head: Uint8Array;
  /** Where the sections end. */
  readonly end: number;
  /** Whether changes may follow. */
  readonly isOpen: boolean;
}

/** The cluster in `file`, without the changes behind it. Throws StateError naming `location` for one that is damaged or newer. */
export function decodeWhole(file: Buffer, location: string): Whole {
  const newline = file.indexOf(10);
  const header = headerOf(file, newline < 0 ? file.length : newline, location);
  const objects = new Map<string, UnloadedObjects>();
  let at = newline + 1;
  const sections = new Map<string, Buffer>();
  for (const [name, bytes] of header.sections) {
    const section = file.subarray(at, at + bytes);
    at += bytes;
    sections.set(name, section);
    if (!name.startsWith('#')) objects.set(name, unloaded(name, section, location));
  }
  const isOpen = header.version === STATE_VERSION;
  if (at > file.length || (at < file.length && !isOpen))
    throw damaged(location, `${file.length} bytes instead of ${at}`);
  for (const [plural, { section }] of NOTED) linkNotes(sections.get(plural), sections.get(section));
  const part = <T extends object>(name: string, read: (lines: unknown[]) => T): (() => T) =>
    lazy(sections.get(name) ?? Buffer.alloc(0), read, location);
  const cluster = new Cluster({
    config: header.config,
    revision: header.revision,
    extras: header.extras,
    objects,
    sources: part(SOURCES, (lines) => sourcesOf(lines as SourceLine[])),
    ledger: part(LEDGER, (lines) => GrowingList.of(lines as LedgerEntry[])),
    podStarts: part(STARTS, (lines) => new Map(lines as [string, number][])),
  });
  return { cluster, head: Buffer.from(file.subarray(0, newline + 1)), end: at, isOpen };
}

/** Whether the sections of `file` are those that its header was written for. Version 1 had no check sum and is taken at its word. */
export function isAsWritten(file: Buffer, location: string): boolean {
  const newline = file.indexOf(10);
  const { sections, sum } = headerOf(file, newline < 0 ? file.length : newline, location);
  const length = sections.reduce((total, [, bytes]) => total + bytes, 0);
  return sum === undefined || hex(crc32(file.subarray(newline + 1, newline + 1 + length), 0)) === sum;
}

function unloaded(name: string, section: Buffer, location: string): UnloadedObjects {
  const find = findInSection(section, location);
  const decode = (lines: Uint8Array): unknown[] => decodeLines(lines, location);
  return Object.assign(
    lazy(section, (lines) => new Map((lines as KubeObject[]).map((object) => [keyOf(object), object])), location),
    { containing: find },
    name === 'endpointslices' ? { noted: notedSection(section, decode) } : {},
    name === 'services' ? { notedServices: notedServices(section, decode) } : {},
  );
}

/** The whole file for a cluster. Sections that were not parsed, or not changed since, are copied from where they were read. */
export function encodeWhole(cluster: Cluster): Buffer {
  const parts = cluster.parts();
  const sections: [name: string, bytes: Uint8Array, lines: number][] = [];
  const add = (name: string, part: object, lines: () => Iterable<unknown>): void => {
    const bytes = bytesOf.get(part) ?? encodeLines(lines());
    bytesOf.set(part, bytes);
    if (bytes.length > 0) sections.push([name, bytes, lineEnds(bytes).length]);
  };
  for (const [plural, map] of parts.objects) {
    // What was not loaded but has changes behind it has to be.
    const objects = bytesOf.has(map) ? map : cluster.all(plural);
    add(plural, objects, () => cluster.all(plural).values());
    const noted = NOTED.get(plural);
    const notes = noted && notesBeside(plural, objects, bytesOf.get(objects), encodeLines);
    if (notes && notes.length > 0) sections.push([noted.section, notes, lineEnds(notes).length]);
  }
  add(SOURCES, parts.sources, () => sourceLines(cluster.sources));
  add(LEDGER, parts.ledger, () => cluster.ledger);
  add(STARTS, parts.podStarts, () => cluster.podStarts);
  rememberLines();
  const header: Header = {
    kubesim: 'state',
    version: STATE_VERSION,
    revision: cluster.revision,
    config: cluster.config,
    extras: cluster.extras,
    sections: sections.map(([name, bytes, lines]) => [name, bytes.length, lines]),
    sum: hex(sections.reduce((sum, [, bytes]) => crc32(bytes, sum), 0)),
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
  const isKnown = version === 1 || version === STATE_VERSION;
  if (!isKnown || !('sections' in header) || !Array.isArray(header.sections)) throw damaged(location, 'its header lacks what belongs there'); // prettier-ignore
  return header as Header;
}

/** Parses a section once, when it is first asked for, and remembers its bytes for the next write. */
function lazy<T extends object>(section: Uint8Array, read: (lines: unknown[]) => T, location: string): () => T {
  let part: T | undefined;
  const load = (): T => {
    if (part) return part;
    part = read(decodeLines(section, location));
    bytesOf.set(part, section);
    return part;
  };
  bytesOf.set(load, section);
  return load;
}
