import { JsonPathError, type Bound, type ListNode, type PathNode } from './node.ts';

/** Nesting of unions and filters beyond which a template is refused. */
const DEPTH = 50;

/** The tree of a template such as `{range .items[*]}{.metadata.name}{"\n"}{end}`. Throws JsonPathError. */
export function parseJsonPath(template: string): ListNode {
  return new Parser(template, 0).parse();
}

class Parser {
  readonly #root: ListNode = { kind: 'list', nodes: [] };
  #at = 0;
  #start = 0;

  constructor(
    readonly input: string,
    readonly depth: number,
  ) {
    if (depth > DEPTH) throw new JsonPathError('too deeply nested');
  }

  parse(): ListNode {
    for (;;) {
      const brace = this.input.indexOf('{', this.#at);
      const text = this.input.slice(this.#at, brace < 0 ? undefined : brace);
      if (text !== '') this.#root.nodes.push({ kind: 'text', text });
      if (brace < 0) return this.#root;
      this.#at = brace + 1;
      this.#start = this.#at;
      const list: ListNode = { kind: 'list', nodes: [] };
      this.#root.nodes.push(list);
      this.#action(list);
    }
  }

  #action(list: ListNode): void {
    for (;;) {
      const rest = this.input.slice(this.#at, this.#at + 3);
      if (rest.startsWith('}')) {
        this.#at++;
        return;
      }
      if (rest === '[?(') this.#filter(list);
      else if (rest.startsWith('..')) this.#recursive(list);
      else this.#step(list);
    }
  }

  #step(list: ListNode): void {
    const char = this.#next();
    if (char === '' || char === '\n' || char === '\r') throw new JsonPathError('unclosed action');
    if (char === ' ' || char === '@' || char === '$') this.#consume();
    else if (char === '[') this.#array(list);
    else if (char === '"' || char === "'") this.#quote(list, char);
    else if (char === '.') this.#field(list);
    else if (/[-+0-9]/.test(char)) this.#number(list);
    else if (/[\p{L}\p{Nd}_]/u.test(char)) this.#identifier(list);
    else throw new JsonPathError(`unrecognized character in action: ${unicodeName(char)}`);
  }

  #field(list: ListNode): void {
    this.#consume();
    for (let char = this.#next(); ; char = this.#next()) {
      if (char === '\\') this.#next();
      else if (isTerminator(char)) {
        if (char !== '') this.#at -= char.length;
        break;
      }
    }
    const name = this.#consume();
    list.nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') });
  }

  #identifier(list: ListNode): void {
    for (let char = this.#next(); !isTerminator(char); char = this.#next());
    if (this.#at < this.input.length || isTerminator(this.input.at(-1) ?? '')) this.#at--;
    const name = this.#consume();
    if (name === 'true' || name === 'false') list.nodes.push({ kind: 'value', value: name === 'true' });
    else list.nodes.push({ kind: 'identifier', name });
  }

  #number(list: ListNode): void {
    while (/[.0-9]/.test(this.input[this.#at] ?? '')) this.#at++;
    const text = this.#consume();
    const value = Number(text);
    if (Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${text}`);
    list.nodes.push({ kind: 'value', value });
  }

  #recursive(list: ListNode): void {
    if (list.nodes.at(-1)?.kind === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.#at += 2;
    this.#consume();
    list.nodes.push({ kind: 'recursive' });
    if (/[\p{L}\p{Nd}_]/u.test(this.input[this.#at] ?? '')) this.#field(list);
  }

  #quote(list: ListNode, end: string): void {
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
      if (char === end && this.input[this.#at - 2] !== '\\') break;
    }
    const text = this.#consume();
    list.nodes.push({ kind: 'text', text: unquoted(text) });
  }

  #array(list: ListNode): void {
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new JsonPathError('unterminated array');
      if (char === ']') break;
    }
    const inner = this.#consume().slice(1, -1);
    const text = inner === '*' ? ':' : inner;
    const parts = text.split(',');
    const key = /^'([^']*)'$/.exec(text)?.[1];
    if (parts.length > 1) {
      list.nodes.push({ kind: 'union', lists: parts.map((part) => this.#inner(`[${part.replace(/^ +| +$/g, '')}]`)) });
    } else if (key !== undefined) list.nodes.push(...this.#inner(`.${key}`).nodes);
    else list.nodes.push(slice(text));
  }

  #filter(list: ListNode): void {
    this.#at += 3;
    this.#consume();
    let pair = '';
    let closed = false;
    for (;;) {
      const char = this.#next();
      if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
      if (char === '"' || char === "'") {
        if (pair === '') pair = char;
        else if (this.input[this.#at - 2] !== '\\' && char === pair) closed = true;
      } else if (char === ')' && (pair !== '') === closed) break;
    }
    if (this.#next() !== ']') throw new JsonPathError('unclosed array expect ]');
    const text = this.#consume().slice(0, -2);
    const found = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    const left = this.#inner(found?.[1] ?? text);
    const right: ListNode = found ? this.#inner(found[3] ?? '') : { kind: 'list', nodes: [] };
    list.nodes.push({ kind: 'filter', left, right, operator: found?.[2] ?? 'exists' });
  }

  #inner(text: string): ListNode {
    const first = new Parser(`{${text}}`, this.depth + 1).parse().nodes[0];
    if (first?.kind !== 'list') throw new JsonPathError('unclosed action');
    return first;
  }

  #next(): string {
    const char = this.input[this.#at] ?? '';
    this.#at++;
    return char;
  }

  #consume(): string {
    const text = this.input.slice(this.#start, this.#at);
    this.#start = this.#at;
    return text;
  }
}

function isTerminator(char: string): boolean {
  return char === '' || /[.,[\]$@{}\s]/.test(char);
}

/** `[from:to:step]`, `[index]`. */
function slice(text: string): PathNode {
  const found = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!found) throw new JsonPathError(`invalid array index ${text}`);
  const from = bound(found[1]);
  const to: Bound = found[2] ? bound(found[2].slice(1)) : { known: true, value: from.value + 1, derived: true };
  return { kind: 'array', from, to, step: bound(found[3]?.slice(1)) };
}

function bound(text: string | undefined): Bound {
  if (!text) return { known: false, value: 0 };
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new JsonPathError(`array index ${text} is not a number`);
  return { known: true, value };
}

const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', "'": "'", '"': '"',
}; // prettier-ignore

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^])/g, (whole, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const known = ESCAPED[code];
    if (known === undefined) throw new JsonPathError(`unquote string ${text} error invalid syntax`);
    return known ?? whole;
  });
}

/** Go's %#U. */
function unicodeName(char: string): string {
  return `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}
