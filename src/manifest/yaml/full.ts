import type * as Yaml from 'yaml';
import { joinedPath, type Positions } from '../position.ts';
import { plainKey, plainScalar } from './plain-scalar.ts';

/** What the full reader makes of a document: the value, where its fields stand, or what is wrong. */
export interface FullResult {
  readonly value: unknown;
  readonly positions: Positions;
  readonly duplicates: readonly string[];
}

/** Something go-yaml would refuse, at an offset of the document. */
export class YamlFault extends Error {
  override readonly name = 'YamlFault';

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const DEEPEST = 200;
/** Aliases may not blow a document up ("billion laughs"): so many values it may have after they are filled in. */
const MOST_VALUES = 1_000_000;

/** Turns a parsed document into plain JSON as go-yaml v2 and sigs.k8s.io/yaml do. Throws YamlFault. */
export class FullReader {
  readonly positions: Positions = {};
  readonly duplicates: string[] = [];
  readonly #anchors = new Map<string, Yaml.Node>();
  #values = 0;
  /** Anchors whose values are being filled in. */
  readonly #expanding = new Set<string>();

  constructor(
    readonly yaml: typeof Yaml,
    readonly place: (offset: number) => readonly [line: number, column: number],
  ) {}

  read(document: Yaml.Document): FullResult {
    const root = document.contents as Yaml.Node | null;
    const value = root === null ? null : this.#value(root, '', 0);
    return { value, positions: this.positions, duplicates: this.duplicates };
  }

  #value(node: Yaml.Node | null | undefined, path: string, depth: number): unknown {
    if (!node) return null;
    const offset = node.range?.[0] ?? 0;
    if (depth > DEEPEST) throw new YamlFault('exceeded max depth', offset);
    if (++this.#values > MOST_VALUES) throw new YamlFault('document contains excessive aliasing', offset);
    const { yaml } = this;
    if (yaml.isAlias(node)) return this.#alias(node, path, depth);
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : undefined;
    if (anchor !== undefined && this.#expanding.size === 0) this.#anchors.set(anchor, node);
    if (yaml.isMap(node)) return this.#mapping(node, path, depth);
    if (yaml.isSeq(node)) {
      return node.items.map((item, i) => {
        const inner = `${path}[${i}]`;
        this.#note(inner, item);
        return this.#value(item as Yaml.Node | null, inner, depth + 1);
      });
    }
    return yaml.isScalar(node) ? scalarValue(node) : null;
  }

  #mapping(node: Yaml.YAMLMap, path: string, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const { key, value } of node.items) {
      const keyNode = key as Yaml.Node | null;
      if (isMerge(this.yaml, keyNode)) {
        const from = this.#value(value as Yaml.Node | null, path, depth + 1);
        merged.push(...(Array.isArray(from) ? from : [from]));
        continue;
      }
      const name = this.#key(keyNode);
      const inner = joinedPath(path, name);
      this.#note(inner, keyNode);
      if (Object.hasOwn(result, name)) this.duplicates.push(inner);
      result[name] = this.#value(value as Yaml.Node | null, inner, depth + 1);
    }
    for (const source of merged) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw new YamlFault('map merge requires map or sequence of maps as the value', node.range?.[0] ?? 0);
      }
      for (const [name, value] of Object.entries(source)) if (!Object.hasOwn(result, name)) result[name] = value;
    }
    return result;
  }

  #key(node: Yaml.Node | null): string {
    const offset = node?.range?.[0] ?? 0;
    const target = this.yaml.isAlias(node) ? this.#anchors.get(node.source) : node;
    if (!this.yaml.isScalar(target)) throw new YamlFault('invalid map key', offset);
    const name = target.type === 'PLAIN' ? plainKey(String(target.source ?? '')) : String(target.value);
    if (name === undefined) throw new YamlFault('unsupported map key of type: null', offset);
    if (name === '__proto__') throw new YamlFault('the key "__proto__" is not allowed', offset);
    return name;
  }

  #alias(node: Yaml.Alias, path: string, depth: number): unknown {
    const target = this.#anchors.get(node.source);
    const offset = node.range?.[0] ?? 0;
    if (!target) throw new YamlFault(`unknown anchor '${node.source}' referenced`, offset);
    if (this.#expanding.has(node.source)) throw new YamlFault(`anchor '${node.source}' value contains itself`, offset);
    this.#expanding.add(node.source);
    const value = this.#value(target, path, depth + 1);
    this.#expanding.delete(node.source);
    return value;
  }

  #note(path: string, node: unknown): void {
    const offset = this.yaml.isNode(node) ? node.range?.[0] : undefined;
    if (offset !== undefined && this.#expanding.size === 0) this.positions[path] = this.place(offset);
  }
}

function isMerge(yaml: typeof Yaml, node: Yaml.Node | null): boolean {
  return yaml.isScalar(node) && node.type === 'PLAIN' && node.source === '<<';
}

function scalarValue(node: Yaml.Scalar): unknown {
  const text = typeof node.value === 'string' ? node.value : String(node.source ?? '');
  if (node.tag === 'tag:yaml.org,2002:str' || node.tag === '!') return text;
  if (node.type !== 'PLAIN' && node.tag === undefined) return text;
  return plainScalar(text);
}
