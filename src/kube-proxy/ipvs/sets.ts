import { sortEntries } from '../../ipvs/ipset.ts';
import type { IpSet } from '../../ipvs/model.ts';
import type { Family } from '../../net/address.ts';
import type { IpvsPorts } from './ports.ts';
import { SET_KINDS, setName, type SetKind } from './set-kinds.ts';

/** Sets that know every Service port; the others know only those that the outside can reach. */
const INWARD: ReadonlySet<SetKind> = new Set<SetKind>(['LOOP-BACK', 'CLUSTER-IP', 'IPVS-IPS']);
const MOST_REMEMBERED = 50_000;

/** A set whose entries come from the Service ports: all are built for a listing, one port's for a look-up. */
export class PlannedIpSet implements IpSet {
  readonly name: string;
  readonly type: string;
  readonly family: Family;
  readonly comment: string;
  readonly #kind: SetKind;
  readonly #ports: IpvsPorts;
  readonly #references: (name: string) => number;
  #entries: readonly string[] | undefined;
  /** Answers to earlier look-ups: packets ask for the same entries again and again. */
  readonly #found = new Map<string, boolean>();
  #isEmpty: boolean | undefined;

  constructor(kind: SetKind, family: Family, ports: IpvsPorts, references: (name: string) => number) {
    const { type, comment } = SET_KINDS[kind];
    this.name = setName(kind, family);
    this.type = type;
    this.family = family;
    this.comment = comment;
    this.#kind = kind;
    this.#ports = ports;
    this.#references = references;
  }

  get entries(): readonly string[] {
    if (!this.#entries) {
      const entries = new Set<string>();
      for (const port of this.#ports.all)
        for (const entry of port.members(this.#kind)) if (fitsKernel(entry)) entries.add(entry);
      this.#entries = sortEntries(entries);
    }
    return this.#entries;
  }

  /** Whether no Service port wants an entry (be it one that the kernel refuses): known at the first one that does. */
  get isEmpty(): boolean {
    const ports = INWARD.has(this.#kind) ? this.#ports.all : this.#ports.outward;
    return (this.#isEmpty ??= !ports.some((port) => port.members(this.#kind).length > 0));
  }

  get references(): number {
    return this.#references(this.name);
  }

  has(entry: string): boolean {
    // Hairpins: nothing is worth remembering of a packet to somebody else.
    if (this.#kind === 'LOOP-BACK' && !isHairpin(entry)) return false;
    let found = this.#found.get(entry);
    if (found === undefined) {
      found = this.#ports.candidates(entry).some((port) => port.members(this.#kind).includes(entry));
      if (this.#found.size >= MOST_REMEMBERED) this.#found.clear();
      this.#found.set(entry, found);
    }
    return found;
  }
}

/** `ip,proto:port,ip` with the same address twice. */
function isHairpin(entry: string): boolean {
  return entry.startsWith(`${entry.slice(entry.lastIndexOf(',') + 1)},`);
}

/** The kernel refuses a network of length 0; kube-proxy asks for it, logs the failure and goes on. */
function fitsKernel(entry: string): boolean {
  return !entry.endsWith('/0');
}

/** All sets of a family, in the order of creation. */
export function ipvsSets(
  kinds: readonly SetKind[],
  family: Family,
  ports: IpvsPorts,
  references: (name: string) => number,
): ReadonlyMap<SetKind, PlannedIpSet> {
  return new Map(kinds.map((kind) => [kind, new PlannedIpSet(kind, family, ports, references)]));
}
