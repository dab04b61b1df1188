import { UserError } from '../../net/user-error.ts';
import { corefileTokens, type Token } from './tokens.ts';

/** A directive or one of its properties: a name, words after it, and what stands between its braces. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[];
  /** 1-based line of the Corefile. */
  readonly line: number;
}

export interface ServerBlock {
  /** `.:53`, `example.org:1053`, `dns://cluster.local` as written. */
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
  readonly line: number;
}

/** Braces within braces deeper than this are refused: no plug-in has any. */
const DEPTH_LIMIT = 8;

/** The server blocks of a Corefile; snippets (`(name) { ... }` and `import name`) are put in place. Throws a UserError that names the line. */
export function parseCorefile(text: string): ServerBlock[] {
  const reader = new Reader(corefileTokens(text));
  const snippets = new Map<string, readonly Directive[]>();
  const blocks: ServerBlock[] = [];
  for (let key = reader.next(); key; key = reader.next()) {
    const keys = [key.text.replace(/,$/, '')];
    const { line } = key;
    while (!reader.atOpen()) {
      const more = reader.next();
      if (!more) break;
      keys.push(more.text.replace(/,$/, ''));
    }
    if (!reader.atOpen()) {
      blocks.push({ keys, directives: [], line });
      break;
    }
    const directives = expand(reader.block(1), snippets);
    const snippet = keys.length === 1 ? /^\((.+)\)$/.exec(keys[0] ?? '') : null;
    if (snippet?.[1] !== undefined) snippets.set(snippet[1], directives);
    else blocks.push({ keys: keys.filter((one) => one !== ''), directives, line });
  }
  return blocks;
}

/** An error in CoreDNS's own shape: `Corefile:7 - Error during parsing: ...`. */
export function corefileError(at: { readonly line: number }, message: string): UserError {
  const hint = 'the Corefile is key Corefile of ConfigMap kube-system/coredns; CoreDNS does not start with it';
  return new UserError(`Corefile:${at.line} - Error during parsing: ${message}`, 1, hint);
}

function expand(list: readonly Directive[], snippets: ReadonlyMap<string, readonly Directive[]>): Directive[] {
  return list.flatMap((directive) => {
    if (directive.name !== 'import') return [directive];
    const found = snippets.get(directive.args[0] ?? '');
    if (!found) throw corefileError(directive, `File to import not found: ${directive.args[0] ?? ''}`);
    return found;
  });
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  atOpen(): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && !token.quoted && token.text === '{';
  }

  /** The directives between the brace at hand and its partner. */
  block(depth: number): Directive[] {
    const open = this.next() ?? { line: 0 };
    if (depth > DEPTH_LIMIT) throw corefileError(open, 'blocks are nested too deeply');
    const list: Directive[] = [];
    for (;;) {
      const first = this.next();
      if (!first) throw corefileError(open, "Unexpected EOF, expecting '}'");
      if (isBrace(first, '}')) return list;
      const args: string[] = [];
      let block: Directive[] = [];
      for (;;) {
        const token = this.#tokens[this.#at];
        if (!token || token.line !== first.line || isBrace(token, '}')) break;
        if (isBrace(token, '{')) {
          block = this.block(depth + 1);
          break;
        }
        args.push(token.text);
        this.#at++;
      }
      list.push({ name: first.text, args, block, line: first.line });
    }
  }
}

function isBrace(token: Token, brace: '{' | '}'): boolean {
  return !token.quoted && token.text === brace;
}
