import type { NftPort } from './plan.ts';
import type { NftPortIndex } from './service-index.ts';

/** `service-HASH8-ns/svc/proto/port`, `affinity-HASH8-ns/svc/proto/port__IP/port` ...: the port's part of the name. */
const OF_A_PORT = /^[a-z]+-[A-Z2-7]{8}-([^/]+\/[^/]+\/[a-z]+\/.*?)(?:__[^_]*)?$/;

/** Named parts of the table: the fixed ones, then those of each Service port. One asked for by name builds only its own port's. */
export class LazyMap<Part extends { readonly name: string }> implements ReadonlyMap<string, Part> {
  readonly #fixed: readonly Part[];
  readonly #index: NftPortIndex;
  readonly #build: (port: NftPort) => readonly Part[];
  readonly #known: Map<string, Part>;
  readonly #built = new Set<NftPort>();
  #all: ReadonlyMap<string, Part> | undefined;

  constructor(fixed: readonly Part[], index: NftPortIndex, build: (port: NftPort) => readonly Part[]) {
    this.#fixed = fixed;
    this.#index = index;
    this.#build = build;
    this.#known = new Map(fixed.map((part) => [part.name, part]));
  }

  get(name: string): Part | undefined {
    const known = this.#known.get(name);
    if (known || this.#all) return known;
    const port = this.#index.named(OF_A_PORT.exec(name)?.[1] ?? '');
    // A name that was cut short does not say which port it belongs to.
    if (!port) return name.endsWith('...') ? this.#complete().get(name) : undefined;
    if (this.#built.has(port)) return undefined;
    this.#built.add(port);
    for (const part of this.#build(port)) this.#known.set(part.name, part);
    return this.#known.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }
  get size(): number {
    return this.#complete().size;
  }
  keys(): MapIterator<string> {
    return this.#complete().keys();
  }
  values(): MapIterator<Part> {
    return this.#complete().values();
  }
  entries(): MapIterator<[string, Part]> {
    return this.#complete().entries();
  }
  [Symbol.iterator](): MapIterator<[string, Part]> {
    return this.entries();
  }
  forEach(visit: (part: Part, name: string, map: ReadonlyMap<string, Part>) => void): void {
    for (const [name, part] of this) visit(part, name, this);
  }

  #complete(): ReadonlyMap<string, Part> {
    if (this.#all) return this.#all;
    const all = new Map(this.#fixed.map((part) => [part.name, part]));
    for (const port of this.#index.ports) {
      for (const part of this.#build(port)) all.set(part.name, this.#known.get(part.name) ?? part);
    }
    for (const [name, part] of all) this.#known.set(name, part);
    return (this.#all = all);
  }
}
