import { quantityDump } from './go-quantity.ts';

/** Struct types by name: see go-structs-1.36.ts for the notation. */
export type Structs = Readonly<Record<string, string>>;

interface Field {
  readonly json: string;
  readonly type: string;
  /** `Name:(type)` */
  readonly prefix: string;
  readonly embedded: boolean;
}

type Json = Readonly<Record<string, unknown>>;

const DEPTH_LIMIT = 100;

/**
 * What `spew.Sprintf("%#v")` prints of a Go value of `type` that was decoded from this JSON: how Kubernetes turns objects into
 * text before it hashes them (k8s.io/apimachinery/pkg/util/dump.ForHash). Empty lists and maps count as nil: the API server's
 * storage does not tell them apart.
 */
export function goDump(type: string, value: unknown, structs: Structs): string {
  let dumper = dumpers.get(structs);
  if (!dumper) dumpers.set(structs, (dumper = new Dumper(structs)));
  return dumper.typed(type, value, 0);
}

/** Struct types are read once. */
const dumpers = new WeakMap<Structs, Dumper>();

class Dumper {
  readonly #structs: Structs;
  readonly #fields = new Map<string, readonly Field[]>();

  constructor(structs: Structs) {
    this.#structs = structs;
  }

  /** With the type in front, as fields are printed. */
  typed(type: string, value: unknown, depth: number): string {
    return `(${printedType(type)})${this.bare(type, value, depth)}`;
  }

  /** Without it, as the elements of lists and maps are printed. */
  bare(type: string, value: unknown, depth: number): string {
    if (depth > DEPTH_LIMIT) throw new RangeError('pod template too deep');
    if (type.startsWith('*'))
      return value === undefined || value === null ? '<nil>' : this.bare(type.slice(1), value, depth + 1);
    if (type.startsWith('[]')) return this.#list(type.slice(2), value, depth);
    if (type.startsWith('map[')) return this.#map(type, value, depth);
    const known = Object.hasOwn(this.#structs, type) ? this.#structs[type] : undefined;
    if (known?.startsWith('=')) return this.bare(known.slice(1), value, depth);
    if (known !== undefined) return this.#struct(type, isObject(value) ? value : {}, depth);
    return scalar(type, value);
  }

  #list(element: string, value: unknown, depth: number): string {
    if (!Array.isArray(value) || value.length === 0) return '<nil>';
    return `[${value.map((item) => this.bare(element, item, depth + 1)).join(' ')}]`;
  }

  #map(type: string, value: unknown, depth: number): string {
    const element = type.slice(type.indexOf(']') + 1);
    const keys = isObject(value) ? Object.keys(value).toSorted(byBytes) : [];
    if (!isObject(value) || keys.length === 0) return '<nil>';
    return `map[${keys.map((key) => `${key}:${this.bare(element, value[key], depth + 1)}`).join(' ')}]`;
  }

  #struct(type: string, value: Json, depth: number): string {
    const parts = this.#fieldsOf(type).map(
      ({ prefix, type: own, embedded, json }) =>
        prefix + this.bare(own, embedded ? value : valueOf(value, json), depth + 1),
    );
    return `{${parts.join(' ')}}`;
  }

  #fieldsOf(type: string): readonly Field[] {
    let fields = this.#fields.get(type);
    if (!fields) {
      const text = this.#structs[type] ?? '';
      this.#fields.set(type, (fields = text === '' ? [] : text.split('; ').map(parseField)));
    }
    return fields;
  }
}

function parseField(text: string): Field {
  const [, tilde, name = '', json, type = ''] = /^(~?)(\w+)(?:\((.*?)\))? (.*)$/.exec(text) ?? [];
  const prefix = `${name}:(${printedType(type)})`;
  return { prefix, json: json ?? jsonName(name), type, embedded: tilde === '~' };
}

/** `hostIP` for HostIP, `fsGroup` for FSGroup, `tty` for TTY. */
function jsonName(name: string): string {
  const capitals = /^[A-Z]+/.exec(name)?.[0] ?? '';
  const rest = name.slice(capitals.length);
  if (rest === '' || capitals.length === 1) return capitals.toLowerCase() + rest;
  return capitals.slice(0, -1).toLowerCase() + capitals.slice(-1) + rest;
}

/** Package names that tell two types of the same name apart are not printed: Go's own is `v1`. */
function printedType(type: string): string {
  return type.replace(/\b(?:core|discovery)\./, 'v1.');
}

function scalar(type: string, value: unknown): string {
  switch (type) {
    case 'bool':
      return value === true ? 'true' : 'false';
    case 'int32':
    case 'int64':
      return typeof value === 'number' && Number.isFinite(value) ? String(Math.trunc(value)) : '0';
    case 'resource.Quantity':
      return quantityDump(value);
    case 'intstr.IntOrString':
      return typeof value === 'string'
        ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
        : `{Type:(intstr.Type)0 IntVal:(int32)${scalar('int32', value)} StrVal:(string)}`;
    case 'v1.Time':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    default:
      return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  }
}

function valueOf(value: Json, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go compares strings by their UTF-8 bytes. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
