import { FUNCTIONS } from './functions.ts';
import { TemplateError, pieces, type Piece, type Token } from './lexer.ts';
import type { Node, Operand, Pipe, Place } from './tree.ts';

export interface Templates {
  readonly main: readonly Node[];
  readonly named: ReadonlyMap<string, readonly Node[]>;
}

type Action = Extract<Piece, { kind: 'action' }>;

/** Nesting of blocks and parentheses beyond which a template is refused. */
const DEPTH = 200;

/** Throws TemplateError in the words of text/template. */
export function parseTemplate(source: string): Templates {
  const parser = new Parser(pieces(source), source.split('\n').length);
  return { main: parser.whole(), named: parser.named };
}

class Parser {
  readonly named = new Map<string, readonly Node[]>();
  #at = 0;
  #depth = 0;

  constructor(
    readonly pieces: readonly Piece[],
    readonly lines: number,
  ) {}

  whole(): readonly Node[] {
    const { nodes, end } = this.#list(false);
    if (end) throw wrong(end, `unexpected {{${end.source}}}`);
    return nodes;
  }

  /** Up to `{{end}}` or `{{else}}`, which is returned. */
  #list(inBlock: boolean): { nodes: Node[]; end: Action | undefined } {
    if (++this.#depth > DEPTH) throw new TemplateError('template: output: too deeply nested');
    const nodes: Node[] = [];
    for (let piece = this.pieces[this.#at]; piece; piece = this.pieces[this.#at]) {
      this.#at++;
      if (piece.kind === 'text') nodes.push(piece);
      else {
        const word = piece.tokens[0]?.kind === 'word' ? piece.tokens[0].text : '';
        if (word === 'end' || word === 'else') {
          this.#depth--;
          return { nodes, end: piece };
        }
        const node = this.#statement(word, piece);
        if (node) nodes.push(node);
      }
    }
    if (inBlock) throw new TemplateError(`template: output:${this.lines}: unexpected EOF`);
    this.#depth--;
    return { nodes, end: undefined };
  }

  #statement(word: string, action: Action): Node | undefined {
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        return this.#control(word, action, action.tokens.slice(1));
      case 'break':
      case 'continue':
        return { kind: word };
      case 'template':
        return this.#call(action);
      case 'define':
      case 'block': {
        const name = action.tokens[1];
        if (name?.kind !== 'string') throw wrong(action, `unexpected ${quoted(name)} in ${word} clause`);
        this.named.set(name.text, this.#block().nodes);
        return word === 'define' ? undefined : this.#call(action);
      }
      default:
        return { kind: 'action', pipe: new PipeParser(action.tokens, action).pipe() };
    }
  }

  #call(action: Action): Node {
    const [, name, ...rest] = action.tokens;
    if (name?.kind !== 'string') throw wrong(action, `unexpected ${quoted(name)} in template clause`);
    const pipe = rest.length === 0 ? undefined : new PipeParser(rest, action).pipe();
    return { kind: 'template', name: name.text, pipe };
  }

  #control(kind: 'if' | 'with' | 'range', action: Action, tokens: readonly Token[]): Node {
    if (tokens.length === 0) throw wrong(action, `missing value for ${kind}`);
    const pipe = new PipeParser(tokens, action).pipe(kind === 'range');
    const { nodes: list, end } = this.#block();
    let otherwise: readonly Node[] = [];
    if (end.tokens[0]?.text === 'else') {
      const [, word, ...rest] = end.tokens;
      if (!word) {
        const last = this.#block();
        if (last.end.tokens[0]?.text === 'else') throw wrong(last.end, 'unexpected {{else}}');
        otherwise = last.nodes;
      } else if (word.text === kind && kind !== 'range') otherwise = [this.#control(kind, end, rest)];
      else throw wrong(end, `unexpected ${quoted(word)} in else clause`);
    }
    return { kind, pipe, list, otherwise };
  }

  #block(): { nodes: Node[]; end: Action } {
    const { nodes, end } = this.#list(true);
    if (!end) throw new TemplateError(`template: output:${this.lines}: unexpected EOF`);
    return { nodes, end };
  }
}

class PipeParser {
  #at = 0;

  constructor(
    readonly tokens: readonly Token[],
    readonly place: Place,
    readonly depth = 0,
  ) {
    if (depth > DEPTH) throw new TemplateError('template: output: too deeply nested');
  }

  pipe(inRange = false): Pipe {
    const { declared, assigns } = this.#declarations(inRange);
    const commands: Operand[][] = [[]];
    for (let token = this.tokens[this.#at]; token; token = this.tokens[this.#at]) {
      if (token.text === ')' && token.kind === 'symbol') break;
      if (token.text === '|' && token.kind === 'symbol') {
        this.#at++;
        if (commands.at(-1)?.length === 0) throw wrong(this.place, 'missing value for command');
        commands.push([]);
      } else commands.at(-1)?.push(this.#operand(token));
    }
    if (commands.at(-1)?.length === 0) throw wrong(this.place, 'missing value for command');
    return { declared, assigns, commands, at: this.place };
  }

  /** `$x :=`, `$i, $x :=` (range), `$x =`. */
  #declarations(inRange: boolean): { declared: string[]; assigns: boolean } {
    const [first, second, third, fourth] = this.tokens.slice(this.#at);
    const sets = (token: Token | undefined): boolean => token?.kind === 'symbol' && /^:?=$/.test(token.text);
    if (first?.kind === 'variable' && sets(second)) {
      this.#at += 2;
      return { declared: [first.text], assigns: second?.text === '=' };
    }
    if (inRange && first?.kind === 'variable' && second?.text === ',' && third?.kind === 'variable' && sets(fourth)) {
      this.#at += 4;
      return { declared: [first.text, third.text], assigns: fourth?.text === '=' };
    }
    return { declared: [], assigns: false };
  }

  #operand(token: Token): Operand {
    this.#at++;
    const base = this.#base(token);
    const fields: string[] = token.kind === 'field' ? [token.text] : [];
    for (let next = this.tokens[this.#at]; next?.kind === 'field' && !next.spaceBefore; next = this.tokens[this.#at]) {
      fields.push(next.text);
      this.#at++;
    }
    return { base, fields };
  }

  #base(token: Token): Operand['base'] {
    switch (token.kind) {
      case 'dot':
      case 'field':
        return { kind: 'dot' };
      case 'variable':
        return { kind: 'variable', name: token.text };
      case 'number':
        return { kind: 'value', value: Number(token.text) };
      case 'string':
        return { kind: 'value', value: token.text };
      case 'word':
        if (token.text === 'nil') return { kind: 'nil' };
        if (token.text === 'true' || token.text === 'false') return { kind: 'value', value: token.text === 'true' };
        if (!FUNCTIONS.has(token.text)) throw wrong(this.place, `function ${quoted(token)} not defined`);
        return { kind: 'function', name: token.text };
      case 'symbol': {
        if (token.text !== '(') throw wrong(this.place, `unexpected ${quoted(token)} in operand`);
        const inner = new PipeParser(this.tokens, this.place, this.depth + 1);
        inner.#at = this.#at;
        const pipe = inner.pipe();
        if (this.tokens[inner.#at]?.text !== ')') throw wrong(this.place, 'unclosed left paren');
        this.#at = inner.#at + 1;
        return { kind: 'pipe', pipe };
      }
    }
  }
}

function wrong({ line }: { line: number }, message: string): TemplateError {
  return new TemplateError(`template: output:${line}: ${message}`);
}

function quoted(token: Token | undefined): string {
  return JSON.stringify(token?.text ?? '');
}
