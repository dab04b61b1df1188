import { goText } from '../go-text.ts';
import { CallError, FUNCTIONS, isTrue } from './functions.ts';
import { TemplateError } from './lexer.ts';
import type { Templates } from './parse.ts';
import type { Node, Operand, Pipe } from './tree.ts';

/** A template may call itself; not for ever. */
const DEPTH = 1000;
/** Characters of output beyond which something is wrong. */
const LONGEST = 512 * 1024 * 1024;

class Leave {
  constructor(readonly how: 'break' | 'continue') {}
}

interface Scope {
  readonly dot: unknown;
  /** Innermost last. */
  readonly variables: { name: string; value: unknown }[];
  readonly depth: number;
}

/** The text that the template makes of `data`. Throws TemplateError. `strict`: a missing key is an error. */
export function execute(templates: Templates, data: unknown, strict: boolean): string {
  const run = new Execution(templates, strict);
  run.list(templates.main, { dot: data, variables: [{ name: '$', value: data }], depth: 0 });
  return run.text;
}

class Execution {
  text = '';

  constructor(
    readonly templates: Templates,
    readonly strict: boolean,
  ) {}

  list(nodes: readonly Node[], scope: Scope): void {
    const before = scope.variables.length;
    for (const node of nodes) this.#node(node, scope);
    scope.variables.length = before;
  }

  #node(node: Node, scope: Scope): void {
    switch (node.kind) {
      case 'text':
        return this.#write(node.text);
      case 'action': {
        const value = this.#pipe(node.pipe, scope);
        if (node.pipe.declared.length === 0)
          this.#write(value === undefined || value === null ? '<no value>' : goText(value));
        return;
      }
      case 'if':
      case 'with': {
        const before = scope.variables.length;
        const value = this.#pipe(node.pipe, scope);
        const inner = node.kind === 'with' && isTrue(value) ? { ...scope, dot: value } : scope;
        this.list(isTrue(value) ? node.list : node.otherwise, inner);
        scope.variables.length = before;
        return;
      }
      case 'range':
        return this.#range(node, scope);
      case 'template':
        return this.#call(node, scope);
      default:
        throw new Leave(node.kind);
    }
  }

  #range({ pipe, list, otherwise }: Extract<Node, { kind: 'if' | 'with' | 'range' }>, scope: Scope): void {
    const before = scope.variables.length;
    const entries = entriesOf(this.#pipe({ ...pipe, declared: [] }, scope), pipe);
    if (entries.length === 0) this.list(otherwise, scope);
    for (const [key, value] of entries) {
      const [first, second] = pipe.declared;
      if (first !== undefined) this.#set(first, second === undefined ? value : key, pipe, scope);
      if (second !== undefined) this.#set(second, value, pipe, scope);
      try {
        this.list(list, { ...scope, dot: value });
      } catch (leave) {
        if (!(leave instanceof Leave)) throw leave;
        if (leave.how === 'break') break;
      } finally {
        if (!pipe.assigns) scope.variables.length = before;
      }
    }
    scope.variables.length = before;
  }

  #call({ name, pipe }: Extract<Node, { kind: 'template' }>, scope: Scope): void {
    const body = this.templates.named.get(name);
    if (!body) throw new TemplateError(`template: output: template ${JSON.stringify(name)} not defined`);
    if (scope.depth > DEPTH) throw new TemplateError('template: output: exceeded maximum template depth (1000)');
    const dot = pipe ? this.#pipe(pipe, scope) : undefined;
    this.list(body, { dot, variables: [{ name: '$', value: dot }], depth: scope.depth + 1 });
  }

  #pipe(pipe: Pipe, scope: Scope): unknown {
    let value: unknown;
    for (const [index, command] of pipe.commands.entries()) {
      value = this.#command(command, index === 0 ? [] : [value], pipe, scope);
    }
    for (const name of pipe.declared) this.#set(name, value, pipe, scope);
    return value;
  }

  #command(command: readonly Operand[], piped: readonly unknown[], pipe: Pipe, scope: Scope): unknown {
    const [first, ...rest] = command;
    if (!first) return undefined;
    if (first.base.kind !== 'function') {
      if (rest.length + piped.length > 0) throw failure(pipe, `can't give argument to non-function ${pipe.at.source}`);
      if (first.base.kind === 'nil') throw failure(pipe, 'nil is not a command');
      return this.#operand(first, pipe, scope);
    }
    const { name } = first.base;
    try {
      if (name === 'and' || name === 'or') return this.#lazily(name, rest, piped, pipe, scope);
      const values = [...rest.map((operand) => this.#operand(operand, pipe, scope)), ...piped];
      return this.#fields(FUNCTIONS.get(name)?.(...values), first.fields, pipe);
    } catch (problem) {
      if (problem instanceof CallError) throw failure(pipe, `error calling ${name}: ${problem.message}`);
      throw problem;
    }
  }

  /** `and` and `or` stop at the first operand that decides. */
  #lazily(name: string, operands: readonly Operand[], piped: readonly unknown[], pipe: Pipe, scope: Scope): unknown {
    let value: unknown;
    for (const operand of operands) {
      value = this.#operand(operand, pipe, scope);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped.length > 0 ? piped[0] : value;
  }

  #operand({ base, fields }: Operand, pipe: Pipe, scope: Scope): unknown {
    switch (base.kind) {
      case 'dot':
        return this.#fields(scope.dot, fields, pipe);
      case 'nil':
        return null;
      case 'value':
        return base.value;
      case 'variable': {
        const found = scope.variables.findLast(({ name }) => name === base.name);
        if (!found)
          throw new TemplateError(`template: output:${pipe.at.line}: undefined variable ${JSON.stringify(base.name)}`);
        return this.#fields(found.value, fields, pipe);
      }
      case 'function':
        return this.#command([{ base, fields }], [], pipe, scope);
      case 'pipe':
        return this.#fields(this.#pipe(base.pipe, scope), fields, pipe);
    }
  }

  #fields(start: unknown, fields: readonly string[], pipe: Pipe): unknown {
    let value = start;
    for (const field of fields) {
      if (value === undefined || value === null) {
        if (this.strict) throw failure(pipe, `nil data; no entry for key ${JSON.stringify(field)}`);
        return undefined;
      }
      if (typeof value !== 'object' || Array.isArray(value)) {
        throw failure(pipe, `can't evaluate field ${field} in type interface {}`);
      }
      const isThere = Object.hasOwn(value, field);
      if (!isThere && this.strict) throw failure(pipe, `map has no entry for key ${JSON.stringify(field)}`);
      value = isThere ? (value as Record<string, unknown>)[field] : undefined;
    }
    return value;
  }

  #set(name: string, value: unknown, { assigns, at }: Pipe, scope: Scope): void {
    if (!assigns) {
      scope.variables.push({ name, value });
      return;
    }
    const found = scope.variables.findLast((variable) => variable.name === name);
    if (!found) throw new TemplateError(`template: output:${at.line}: undefined variable ${JSON.stringify(name)}`);
    found.value = value;
  }

  #write(text: string): void {
    this.text += text;
    if (this.text.length > LONGEST) throw new TemplateError('template: output: the result is too long');
  }
}

function entriesOf(value: unknown, pipe: Pipe): [unknown, unknown][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  if (typeof value === 'number' && Number.isInteger(value) && value < 1e7) {
    return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index]);
  }
  if (typeof value !== 'object') throw failure(pipe, `range can't iterate over ${goText(value)}`);
  return Object.keys(value)
    .sort()
    .map((key) => [key, (value as Record<string, unknown>)[key]]);
}

function failure({ at }: Pipe, message: string): TemplateError {
  return new TemplateError(
    `template: output:${at.line}:${at.column}: executing "output" at <${at.source}>: ${message}`,
  );
}
