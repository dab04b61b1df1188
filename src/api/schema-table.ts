/**
 * Go's API types as text, a table for each kind. From k8s.io/api and k8s.io/apimachinery 0.36.2: the tags of the structs.
 *
 * A struct is one line a field, in the order of Go's declaration:
 *
 *     NUMBER NAME TYPE [=GoName] [always] [required] [merge[=KEY]] [merge+retainKeys=KEY] [retainKeys] [map=KEYS] [set] [atomic]
 *
 * NUMBER is protobuf's, NAME is JSON's, TYPE is Go's. `=GoName` where it is not the JSON name with a capital letter; `always`
 * for fields that are written even when empty; `merge` and `retainKeys` are patch strategies; `map`, `set` and `atomic` say
 * how server-side apply sees a list (or map). `~Type` embeds the fields of another struct. A first line `(atomic)` makes the
 * whole struct one value to server-side apply.
 *
 * `= TYPE [A|B]` is a named type that is no struct, with its values if they are fixed.
 */
export type TypeTable = Readonly<Record<string, string>>;

/** A type as a field has it. `goName` is how Go names it in errors, without the pointer. */
export type TypeSchema =
  | { readonly kind: 'struct'; readonly goName: string; readonly pointer: boolean; readonly struct: string }
  | { readonly kind: 'list' | 'map'; readonly goName: string; readonly pointer: boolean; readonly item: TypeSchema }
  | {
      readonly kind: ScalarKind;
      readonly goName: string;
      readonly pointer: boolean;
      readonly values?: readonly string[];
    };

/** `bytes` are base64 in JSON; `any` is what has no schema (managed fields, raw extensions). */
export type ScalarKind =
  'string' | 'bool' | 'int32' | 'int64' | 'bytes' | 'time' | 'microTime' | 'quantity' | 'intOrString' | 'any';

export interface FieldSchema {
  /** In JSON. */
  readonly name: string;
  readonly goName: string;
  /** In protobuf; 0 where there is none. */
  readonly number: number;
  readonly type: TypeSchema;
  /** Written even when empty. */
  readonly always: boolean;
  readonly required: boolean;
  /** Strategic merge: lists are merged, by this key ('' for plain values). */
  readonly mergeKey?: string;
  readonly retainKeys: boolean;
  /** Server-side apply: how the list (or map, or struct) is seen. Absent: a list is atomic, the others granular. */
  readonly listType?: 'map' | 'set' | 'atomic';
  readonly listKeys: readonly string[];
}

export interface StructSchema {
  readonly name: string;
  /** One value to server-side apply. */
  readonly atomic: boolean;
  /** By JSON name, in Go's order, embedded ones in their place. */
  readonly fields: ReadonlyMap<string, FieldSchema>;
}

const SCALARS: Readonly<Record<string, ScalarKind>> = {
  string: 'string',
  bool: 'bool',
  int: 'int64',
  int32: 'int32',
  int64: 'int64',
  '[]uint8': 'bytes',
  'v1.Time': 'time',
  'v1.MicroTime': 'microTime',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'intOrString',
  'types.UID': 'string',
  'v1.FieldsV1': 'any',
  'runtime.RawExtension': 'any',
};

const MOST_ALIASES = 8;

/** The types of one kind, read from its tables when they are first asked for. */
export class TypeLibrary {
  readonly #tables: readonly TypeTable[];
  readonly #structs = new Map<string, StructSchema>();

  constructor(...tables: readonly TypeTable[]) {
    this.#tables = tables;
  }

  /** The struct of this name. Throws RangeError if the tables have none. */
  struct(name: string): StructSchema {
    const known = this.#structs.get(name);
    if (known) return known;
    const source = this.#source(name);
    if (source === undefined || source.startsWith('=')) throw new RangeError(`no struct ${name}`);
    const lines = source
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const fields = new Map<string, FieldSchema>();
    for (const line of lines) {
      if (line === '(atomic)') continue;
      if (line.startsWith('~')) {
        for (const field of this.struct(line.slice(1)).fields.values()) fields.set(field.name, field);
      } else {
        const field = this.#field(line);
        fields.set(field.name, field);
      }
    }
    const struct = { name, atomic: lines.includes('(atomic)'), fields };
    this.#structs.set(name, struct);
    return struct;
  }

  #source(name: string): string | undefined {
    for (const table of this.#tables) if (Object.hasOwn(table, name)) return table[name];
    return undefined;
  }

  #field(line: string): FieldSchema {
    const [number = '0', name = '', type = '', ...flags] = line.split(' ');
    const valueOf = (prefix: string): string | undefined => {
      const flag = flags.find((entry) => entry === prefix || entry.startsWith(`${prefix}=`));
      return flag?.slice(prefix.length + 1);
    };
    const mergeKey = valueOf('merge') ?? valueOf('merge+retainKeys');
    const keys = valueOf('map');
    const listType = keys !== undefined ? 'map' : (['set', 'atomic'] as const).find((kind) => flags.includes(kind));
    return {
      name,
      goName: flags.find((flag) => flag.startsWith('='))?.slice(1) ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      number: Number(number),
      type: this.type(type),
      always: flags.includes('always'),
      required: flags.includes('required'),
      ...(mergeKey === undefined ? {} : { mergeKey }),
      retainKeys: flags.some((flag) => flag.startsWith('merge+retainKeys') || flag === 'retainKeys'),
      ...(listType === undefined ? {} : { listType }),
      listKeys: keys?.split(',') ?? [],
    };
  }

  /** A type as Go writes it: `*v1.PodSecurityContext`, `[]v1.Container`, `map[string]string`. */
  type(written: string): TypeSchema {
    const pointer = written.startsWith('*');
    return this.#resolve(pointer ? written.slice(1) : written, pointer);
  }

  #resolve(goName: string, pointer: boolean, written = goName, depth = 0): TypeSchema {
    const scalar = Object.hasOwn(SCALARS, written) ? SCALARS[written] : undefined;
    if (scalar) return { kind: scalar, goName, pointer };
    if (written.startsWith('[]')) return { kind: 'list', goName, pointer, item: this.type(written.slice(2)) };
    if (written.startsWith('map[')) {
      return { kind: 'map', goName, pointer, item: this.type(written.slice(written.indexOf(']') + 1)) };
    }
    const name = written.slice(written.indexOf('.') + 1);
    const source = this.#source(name);
    if (source === undefined || depth > MOST_ALIASES) throw new RangeError(`no type ${written}`);
    if (!source.startsWith('= ')) return { kind: 'struct', goName, pointer, struct: name };
    const [, target = '', values] = source.split(' ');
    const type = this.#resolve(goName, pointer, target, depth + 1);
    return values !== undefined && type.kind === 'string' ? { ...type, values: values.split('|') } : type;
  }
}
