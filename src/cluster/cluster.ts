import type { KubeObject } from '../api/meta.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from './config.ts';
import { GrowingList } from './growing-list.ts';
import type { ServiceLedger } from './service-ledger.ts';
import type { ServiceNote } from './service-notes.ts';
import type { NotedSlices } from './slice-notes.ts';

/** All objects of one resource, by key (`namespace/name`, or `name` for cluster-scoped ones), in key order of insertion. */
export type ObjectMap = ReadonlyMap<string, KubeObject>;

/** Manifest positions of one object: the file it came from and, by field path (`spec.ports[0].targetPort`), 1-based line and column. */
export interface ObjectSource {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly fields: Readonly<Record<string, readonly [line: number, column: number]>>;
}

/** What else a state holds beside objects: plain JSON under names that their owners choose (conntrack, scheduler positions, faults ...). */
export type Extras = Readonly<Record<string, unknown>>;

/** A lazily loaded part: a state file with 50,000 pods is not parsed to list Services. */
type Lazy<T> = T | (() => T);

/** Objects that can be loaded, and perhaps looked through before they are. */
export interface UnloadedObjects {
  (): ObjectMap;
  /** The objects whose JSON contains this text; undefined if they are more than `most`. */
  readonly containing?: (text: string, most: number) => KubeObject[] | undefined;
  /** Of EndpointSlices: what is noted of each; undefined for a state without notes. */
  readonly noted?: () => NotedSlices | undefined;
  /** Of Services: their notes; undefined for a state without them. */
  readonly notedServices?: () => readonly ServiceNote[] | undefined;
}

export interface ClusterParts {
  readonly config: ClusterConfig;
  /** The last resourceVersion given out. */
  readonly revision: number;
  readonly objects: ReadonlyMap<string, ObjectMap | UnloadedObjects>;
  /** By resource plural, then object key. */
  readonly sources: Lazy<ReadonlyMap<string, ReadonlyMap<string, ObjectSource>>>;
  readonly ledger: Lazy<ServiceLedger>;
  /** At which revision the containers of a pod (by uid) started; see pod-start.ts. */
  readonly podStarts?: Lazy<ReadonlyMap<string, number>>;
  readonly extras: Extras;
}

const NONE: ObjectMap = new Map();
const NO_STARTS: ReadonlyMap<string, number> = new Map();

/** A whole cluster at one moment: immutable. Change it with `transact` (transaction.ts). */
export class Cluster {
  readonly config: ClusterConfig;
  readonly revision: number;
  readonly extras: Extras;
  readonly #objects: Map<string, ObjectMap | UnloadedObjects>;
  #sources: ClusterParts['sources'];
  #ledger: ClusterParts['ledger'];
  #podStarts: Lazy<ReadonlyMap<string, number>>;

  constructor(parts: ClusterParts) {
    this.config = parts.config;
    this.revision = parts.revision;
    this.extras = parts.extras;
    this.#objects = new Map(parts.objects);
    this.#sources = parts.sources;
    this.#ledger = parts.ledger;
    this.#podStarts = parts.podStarts ?? NO_STARTS;
  }

  /** All objects of a resource (`services`). The same map object as long as none of them changed: derive and memoise on it. */
  all(plural: string): ObjectMap {
    const found = this.#objects.get(plural);
    if (typeof found !== 'function') return found ?? NONE;
    const loaded = found();
    this.#objects.set(plural, loaded);
    return loaded;
  }

  /** One object, or undefined. `namespace` is '' for cluster-scoped resources. Does not load the others of its resource. */
  get(plural: string, namespace: string, name: string): KubeObject | undefined {
    const key = objectKey(namespace, name);
    const found = this.containing(plural, `"name":${JSON.stringify(name)}`);
    return found ? found.find((object) => keyOf(object) === key) : this.all(plural).get(key);
  }

  /**
   * Objects of a resource that has not been loaded, found by a piece of their JSON as JSON.stringify writes it: all that
   * have it, and never more. Undefined where they are loaded (use an index over `all`) or too many.
   */
  containing(plural: string, text: string, most = 100): KubeObject[] | undefined {
    const found = this.#objects.get(plural);
    return typeof found === 'function' ? found.containing?.(text, most) : undefined;
  }

  /** What is noted of the EndpointSlices while they have not been loaded. */
  notedSlices(): NotedSlices | undefined {
    const found = this.#objects.get('endpointslices');
    return typeof found === 'function' ? found.noted?.() : undefined;
  }

  /** The notes of the Services while they have not been loaded. */
  notedServices(): readonly ServiceNote[] | undefined {
    const found = this.#objects.get('services');
    return typeof found === 'function' ? found.notedServices?.() : undefined;
  }

  /** Plurals that hold at least one object or have not been loaded yet. */
  plurals(): string[] {
    return [...this.#objects.keys()];
  }

  /** Whether this resource has been parsed from the state file yet (or changed since). */
  isLoaded(plural: string): boolean {
    return typeof this.#objects.get(plural) !== 'function';
  }

  get sources(): ReadonlyMap<string, ReadonlyMap<string, ObjectSource>> {
    if (typeof this.#sources === 'function') this.#sources = this.#sources();
    return this.#sources;
  }

  get ledger(): ServiceLedger {
    if (typeof this.#ledger === 'function') this.#ledger = this.#ledger();
    return this.#ledger;
  }

  get podStarts(): ReadonlyMap<string, number> {
    if (typeof this.#podStarts === 'function') this.#podStarts = this.#podStarts();
    return this.#podStarts;
  }

  /** The parts, for a successor; unloaded parts stay unloaded. */
  parts(): Required<ClusterParts> {
    return {
      config: this.config,
      revision: this.revision,
      objects: this.#objects,
      sources: this.#sources,
      ledger: this.#ledger,
      podStarts: this.#podStarts,
      extras: this.extras,
    };
  }
}

export function objectKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

export function keyOf(object: KubeObject): string {
  return objectKey(object.metadata.namespace, object.metadata.name);
}

/** A cluster without a single object. */
export function emptyCluster(config: ClusterConfig = DEFAULT_CONFIG): Cluster {
  return new Cluster({
    config,
    revision: 0,
    objects: new Map(),
    sources: new Map(),
    ledger: GrowingList.of([]),
    extras: {},
  });
}
