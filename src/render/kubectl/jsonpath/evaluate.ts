import { JsonPathError, type ListNode, type PathNode } from './node.ts';

type Values = unknown[];

/**
 * What a template finds in `data`: one list of values for each action, in order; `{range}` repeats what stands up to its
 * `{end}`. Missing fields find nothing, unless `strict`. Throws JsonPathError in client-go's words.
 */
export function findAll(root: ListNode, data: unknown, strict = false): Values[] {
  return new Walk(strict).block(root.nodes, 0, data).found;
}

class Walk {
  #depth = 0;

  constructor(readonly strict: boolean) {}

  /** Works off nodes from `start` until the end of this range (or of the template); `next` is the node behind it. */
  block(nodes: readonly PathNode[], start: number, data: unknown): { found: Values[]; next: number } {
    const found: Values[] = [];
    let index = start;
    while (index < nodes.length) {
      const node = nodes[index++];
      if (!node) break;
      const word = identifierOf(node);
      if (word === 'end') {
        if (this.#depth === 0) throw new JsonPathError('not in range, nothing to end');
        return { found, next: index };
      }
      const values = this.walk(node, [data]);
      if (word !== 'range') {
        found.push(values);
        continue;
      }
      this.#depth++;
      let next = index;
      for (const value of values.length > 0 ? values : [undefined]) {
        const inner = this.block(nodes, index, value);
        if (values.length > 0) found.push(...inner.found);
        next = inner.next;
      }
      this.#depth--;
      index = next;
    }
    return { found, next: index };
  }

  walk(node: PathNode, input: Values): Values {
    switch (node.kind) {
      case 'list':
        return node.nodes.reduce((values, inner) => this.walk(inner, values), input);
      case 'text':
        return [node.text];
      case 'value':
        return input.map(() => node.value);
      case 'field':
        return this.#field(node.name, input);
      case 'array':
        return input.flatMap((value) => elements(node, value));
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return input.flatMap(descendants);
      case 'union':
        return node.lists.flatMap((list) => this.walk(list, input));
      case 'filter':
        return input.flatMap((value) => this.#filter(node, value));
      case 'identifier':
        if (node.name === 'range' || node.name === 'end') return input;
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
    }
  }

  #field(name: string, input: Values): Values {
    const found = input.flatMap((value) => (isMap(value) && Object.hasOwn(value, name) ? [value[name]] : []));
    if (found.length === 0 && this.strict) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #filter(node: Extract<PathNode, { kind: 'filter' }>, value: unknown): Values {
    if (!Array.isArray(value)) {
      throw new JsonPathError(`${JSON.stringify(value)} is not array or slice and cannot be filtered`);
    }
    return value.filter((item: unknown) => {
      const lefts = this.#quietly(node.left, item, node.operator === 'exists');
      if (node.operator === 'exists') return lefts.length > 0;
      if (lefts.length > 1) throw new JsonPathError('can only compare one element at a time');
      const rights = lefts.length === 0 ? [] : this.walk(node.right, [item]);
      if (rights.length > 1) throw new JsonPathError('can only compare one element at a time');
      return lefts.length === 1 && rights.length === 1 && compare(lefts[0], rights[0], node.operator);
    });
  }

  #quietly(list: ListNode, item: unknown, quiet: boolean): Values {
    try {
      return this.walk(list, [item]);
    } catch (problem) {
      if (quiet) return [];
      throw problem;
    }
  }
}

function identifierOf(node: PathNode): string | undefined {
  if (node.kind !== 'list') return undefined;
  const found = node.nodes.find((inner) => inner.kind === 'identifier');
  return found?.kind === 'identifier' ? found.name : undefined;
}

function elements({ from, to, step }: Extract<PathNode, { kind: 'array' }>, value: unknown): Values {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`);
  const length = value.length;
  const start = from.known && from.value < 0 ? from.value + length : from.known ? from.value : 0;
  let end = to.known ? to.value : length;
  if (end < 0 || (end === 0 && to.derived)) end += length;
  if (start === end) return [];
  const outside = (index: number) => new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);
  if (start >= length || start < 0) throw outside(start);
  if (end > length || end < 0) throw outside(end - 1);
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`);
  if (step.known && step.value <= 0) throw new JsonPathError('step must be > 0');
  const stride = step.known ? step.value : 1;
  return value.slice(start, end).filter((_, index) => index % stride === 0) as Values;
}

function children(value: unknown): Values {
  if (Array.isArray(value)) return value as Values;
  return isMap(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

function descendants(value: unknown): Values {
  const inner = children(value);
  return inner.length === 0 ? [] : [value, ...inner.flatMap(descendants)];
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  const comparable =
    typeof left === typeof right && (typeof left === 'string' || typeof left === 'number' || typeof left === 'boolean');
  if (!comparable) throw new JsonPathError('incompatible types for comparison');
  const [a, b] = [left as string | number, right as string | number];
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function goType(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}
