import { UserError } from '../net/user-error.ts';
import { parseDuration } from './duration.ts';
import type { NftChain, NftElement, NftFamily, NftSet, NftTable } from './model.ts';
import { parseElement } from './parse-expression.ts';
import { parseRule } from './parse-rule.ts';
import { Tokens } from './tokens.ts';

/** A listing longer than this is refused: no host's ruleset is, and it would only be there to exhaust memory. */
const LONGEST = 256 * 1024 * 1024;

/**
 * The tables in any `nft list ruleset` or `nft list table` text (with or without `-a` handles). Blocks that are no set, map or
 * chain are kept verbatim; rules are parsed when first asked for. Throws UserError with the line where a block is broken.
 */
export function parseRuleset(text: string): NftTable[] {
  if (text.length > LONGEST) throw new UserError(`nft listing of ${text.length} characters: the limit is ${LONGEST}`);
  const reader = new Reader(text.split('\n'));
  const tables: NftTable[] = [];
  for (;;) {
    const line = reader.next();
    if (line === undefined) return tables;
    if (line === '' || line.startsWith('#')) continue;
    const head = /^table (?:(ip|ip6|inet|arp|bridge|netdev) )?(\S+) \{( # handle \d+)?$/.exec(line);
    if (!head) throw reader.broken(`expected "table FAMILY NAME {"`);
    tables.push(parseTable(reader, (head[1] ?? 'ip') as NftFamily, unquote(head[2] ?? '')));
  }
}

class Reader {
  readonly lines: readonly string[];
  position = 0;
  constructor(lines: readonly string[]) {
    this.lines = lines;
  }
  /** The next line without indentation, trailing blanks and `\r`. */
  next(): string | undefined {
    return this.raw()?.trim();
  }
  raw(): string | undefined {
    return this.lines[this.position++];
  }
  broken(why: string): UserError {
    const line = JSON.stringify((this.lines[this.position - 1] ?? '').slice(0, 80));
    return new UserError(`nft listing, line ${this.position}: ${why}, found ${line}`);
  }
}

function parseTable(reader: Reader, family: NftFamily, name: string): NftTable {
  const sets = new Map<string, NftSet>();
  const chains = new Map<string, NftChain>();
  const objects: string[] = [];
  let comment: string | undefined;
  let flags: string[] | undefined;
  for (;;) {
    const line = reader.next();
    if (line === undefined) throw reader.broken(`table ${family} ${name} is not closed`);
    if (line === '}') break;
    if (line === '' || line.startsWith('#')) continue;
    const head = /^(\S+) (.+?) \{( # handle \d+)?$/.exec(line);
    if (line.startsWith('comment ')) comment = unquote(line.slice(8));
    else if (line.startsWith('flags ')) flags = line.slice(6).split(/[, ]+/);
    else if (!head) throw reader.broken('expected a set, map or chain');
    else if (head[1] === 'set' || head[1] === 'map') {
      const set = parseSet(reader, head[1], unquote(head[2] ?? ''));
      sets.set(set.name, set);
    } else if (head[1] === 'chain') {
      const chain = parseChain(reader, unquote(head[2] ?? ''));
      chains.set(chain.name, chain);
    } else objects.push(takeBlock(reader));
  }
  return {
    family,
    name,
    ...(comment !== undefined && { comment }),
    ...(flags && { flags }),
    ...(objects.length > 0 && { objects }),
    sets,
    chains,
  };
}

/** The block whose first line was just read, one level of indentation removed. */
function takeBlock(reader: Reader): string {
  const lines = [(reader.lines[reader.position - 1] ?? '').replace(/^\t/, '').trimEnd()];
  for (;;) {
    const line = reader.raw();
    if (line === undefined) throw reader.broken('a block is not closed');
    lines.push(line.replace(/^\t/, '').trimEnd());
    if (line.trim() === '}') return lines.join('\n');
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function parseSet(reader: Reader, kind: 'set' | 'map', name: string): NftSet {
  const set: Mutable<NftSet> = { kind, name, keyType: '', elements: [] };
  for (;;) {
    const line = reader.next();
    if (line === undefined) throw reader.broken(`${kind} ${name} is not closed`);
    if (line === '}') return set;
    if (line === '') continue;
    const space = line.indexOf(' ');
    const word = space < 0 ? line : line.slice(0, space);
    const rest = space < 0 ? '' : line.slice(space + 1);
    if (word === 'type' || word === 'typeof') {
      const colon = rest.indexOf(' : ');
      set.keyType = colon < 0 ? rest : rest.slice(0, colon);
      if (colon >= 0) set.valueType = rest.slice(colon + 3);
      if (word === 'typeof') set.byExpression = true;
    } else if (word === 'policy') set.policy = rest;
    else if (word === 'size') set.size = Number(rest.replace(/ #.*$/, ''));
    else if (word === 'flags') set.flags = rest.split(/[, ]+/);
    else if (word === 'auto-merge') set.autoMerge = true;
    else if (word === 'timeout' || word === 'gc-interval') {
      const seconds = parseDuration(rest);
      if (seconds === undefined) throw reader.broken('expected a time');
      if (word === 'timeout') set.timeout = seconds;
      else set.gcInterval = seconds;
    } else if (word === 'comment') set.comment = unquote(rest);
    else if (line.startsWith('elements = {')) set.elements = parseElements(reader, line.slice('elements = {'.length));
    else set.statements = [...(set.statements ?? []), line];
  }
}

function parseElements(reader: Reader, first: string): NftElement[] {
  const elements: NftElement[] = [];
  let words: string[] = [];
  for (let line: string | undefined = first; line !== undefined; line = reader.next()) {
    for (const word of new Tokens(line).words) {
      if (word !== ',' && word !== '}') words.push(word);
      else {
        if (words.length > 0) elements.push(parseElement(words));
        if (word === '}') return elements;
        words = [];
      }
    }
  }
  throw reader.broken('the elements are not closed');
}

function parseChain(reader: Reader, name: string): NftChain {
  const lines: string[] = [];
  let comment: string | undefined;
  let base: NftChain['base'];
  for (;;) {
    const line = reader.next();
    if (line === undefined) throw reader.broken(`chain ${name} is not closed`);
    if (line === '}') break;
    if (line === '') continue;
    const hook = /^type (\S+) hook (\S+)(?: (device .+?|devices = \{.+\}))? priority ([^;]+); policy (\w+);$/.exec(
      line,
    );
    if (hook && !base) {
      base = {
        type: hook[1] ?? '',
        hook: hook[2] ?? '',
        ...(hook[3] && { device: hook[3] }),
        priority: hook[4] ?? '',
        policy: hook[5] ?? '',
      };
    } else if (lines.length === 0 && comment === undefined && /^comment "[^"]*"$/.test(line))
      comment = unquote(line.slice(8));
    else lines.push(ruleLine(reader));
  }
  return new ParsedChain(name, base, comment, lines);
}

/** The line just read without the indentation of rules; what iptables-nft translations have beyond that is the rule's own. */
function ruleLine(reader: Reader): string {
  const raw = reader.lines[reader.position - 1] ?? '';
  return raw.startsWith('\t\t') ? raw.slice(2).replace(/\r$/, '') : raw.trim();
}

/** Rules are parsed when the chain is first walked: a big dump is read fast. */
class ParsedChain implements NftChain {
  readonly name: string;
  readonly base?: NonNullable<NftChain['base']>;
  readonly comment?: string;
  #lines: readonly string[] | undefined;
  #rules: NftChain['rules'] = [];

  constructor(name: string, base: NftChain['base'], comment: string | undefined, lines: readonly string[]) {
    this.name = name;
    if (base) this.base = base;
    if (comment !== undefined) this.comment = comment;
    this.#lines = lines;
  }

  get rules(): NftChain['rules'] {
    if (this.#lines) {
      this.#rules = this.#lines.map(parseRule);
      this.#lines = undefined;
    }
    return this.#rules;
  }
}

function unquote(text: string): string {
  return text.trim().replace(/^"|"$/g, '');
}
