import type { Match, Rule, Target } from './model.ts';
import { moduleMatch, readPrefix, type ModuleOption } from './parse-match.ts';
import { readTarget } from './parse-target.ts';
import { canonicalBody } from './print.ts';
import { tokens, type Token } from './tokens.ts';

export interface RuleContext {
  readonly family: 4 | 6;
  isChain(name: string): boolean;
  /** Forget how the rule was written: it will print as iptables-save 1.8.9 would. */
  readonly normalise?: boolean;
}

/** Header options in the order in which iptables-save prints them. */
const HEADER = ['-s', '-d', '-i', '-o', '-p', '-f'] as const;
type HeaderOption = (typeof HEADER)[number];
const LONG: ReadonlyMap<string, HeaderOption> = new Map([
  ['--source', '-s'],
  ['--src', '-s'],
  ['--destination', '-d'],
  ['--dst', '-d'],
  ['--in-interface', '-i'],
  ['--out-interface', '-o'],
  ['--protocol', '-p'],
  ['--proto', '-p'],
  ['--fragment', '-f'],
]);
const PORT_OPTIONS = new Set(['--dport', '--sport', '--destination-port', '--source-port']);

/** A rule's words after `-A CHAIN`, in any order a person or program may write them. Undefined where they make no rule. */
export function parseRule(text: string, context: RuleContext): Rule | undefined {
  const words = tokens(text);
  const read = words && new RuleReader(text, words).read();
  if (!read) return undefined;
  const matches: Match[] = [];
  for (const name of HEADER) {
    const option = read.header.get(name);
    const match = option && headerMatch(name, option);
    if (match) matches.push(match);
  }
  for (const module of read.modules) matches.push(moduleMatch(module.name, module.options));
  const target: Target | undefined = !read.target
    ? undefined
    : read.isGoto
      ? { kind: 'goto', chain: read.target.name }
      : readTarget(read.target.name, read.target.options, context.isChain, context.family);
  const rule: Rule = target ? { matches, target } : { matches };
  if (context.normalise === true) return rule;
  const trimmed = text.trim();
  return canonicalBody(rule).slice(1) === trimmed ? rule : { ...rule, verbatim: trimmed };
}

function headerMatch(name: HeaderOption, option: ModuleOption): Match | undefined {
  const value = option.values[0] ?? '';
  const negate = option.negate ? { negate: true } : {};
  if (name === '-f') return { kind: 'fragment', ...negate };
  if (name === '-p') return value === 'all' ? undefined : { kind: 'protocol', protocol: value, ...negate };
  if (name === '-i') return { kind: 'in-interface', name: value, ...negate };
  if (name === '-o') return { kind: 'out-interface', name: value, ...negate };
  const prefix = readPrefix(value);
  if (!prefix) return { kind: 'unknown', module: 'address', text: option.text };
  if (prefix.length === 0 && !option.negate) return undefined;
  return { kind: name === '-s' ? 'source' : 'destination', prefix, ...negate };
}

interface Module {
  readonly name: string;
  readonly options: ModuleOption[];
}

/** Sorts the words of one rule into header options, modules with their options, and the target with its own. */
class RuleReader {
  readonly header = new Map<HeaderOption, ModuleOption>();
  readonly modules: Module[] = [];
  target: Module | undefined;
  isGoto = false;
  readonly #line: string;
  readonly #words: readonly Token[];
  #at = 0;

  constructor(line: string, words: readonly Token[]) {
    this.#line = line;
    this.#words = words;
  }

  read(): this | undefined {
    while (this.#at < this.#words.length) if (!this.#readOne()) return undefined;
    return this;
  }

  #readOne(): boolean {
    const start = this.#words[this.#at];
    const negate = start?.text === '!' && !start.quoted;
    if (negate) this.#at++;
    const word = this.#words[this.#at];
    if (!start || !word || word.quoted || !/^--?[A-Za-z]/.test(word.text)) return false;
    const short = LONG.get(word.text) ?? word.text;
    if (isHeader(short)) return this.#readHeader(short, start, negate);
    if (short === '-m' || short === '--match') return !negate && this.#openModule();
    if (['-j', '--jump', '-g', '--goto'].includes(short)) return !negate && this.#openTarget(/g/.test(short));
    return this.#readModuleOption(word, start, negate);
  }

  #readHeader(name: HeaderOption, start: Token, negate: boolean): boolean {
    this.#at++;
    const values = name === '-f' ? [] : this.#take(1);
    if (!values || this.header.has(name)) return false;
    this.header.set(name, { name, values, negate, text: this.#textFrom(start) });
    return true;
  }

  #openModule(): boolean {
    this.#at++;
    const [name] = this.#take(1) ?? [];
    if (name === undefined) return false;
    this.modules.push({ name, options: [] });
    return true;
  }

  #openTarget(isGoto: boolean): boolean {
    this.#at++;
    const [name] = this.#take(1) ?? [];
    if (name === undefined || this.target) return false;
    this.target = { name, options: [] };
    this.isGoto = isGoto;
    return true;
  }

  #readModuleOption(word: Token, start: Token, negate: boolean): boolean {
    this.#at++;
    const holder = this.#holderOf(word.text);
    if (!holder) return false;
    const values: string[] = [];
    if (word.text === '--comment') values.push(...(this.#take(1) ?? []));
    else
      for (let next = this.#words[this.#at]; next && !this.#beginsOption(next); next = this.#words[this.#at]) {
        values.push(next.text);
        this.#at++;
      }
    holder.options.push({ name: word.text, values, negate, text: this.#textFrom(start) });
    return true;
  }

  /** The target takes what follows it, else the last module; `--dport` looks for its protocol's module, which -p implies. */
  #holderOf(option: string): Module | undefined {
    if (this.target) return this.target;
    const last = this.modules.at(-1);
    if (!PORT_OPTIONS.has(option)) return last;
    const protocol = this.header.get('-p')?.values[0];
    const own =
      this.modules.findLast((module) => module.name === protocol) ?? (protocol === undefined ? last : undefined);
    if (own || protocol === undefined) return own;
    const implied = { name: protocol, options: [] };
    this.modules.push(implied);
    return implied;
  }

  #beginsOption(word: Token): boolean {
    if (word.quoted) return false;
    if (word.text === '!') return true;
    return /^--?[A-Za-z]/.test(word.text);
  }

  #take(count: number): string[] | undefined {
    const words = this.#words.slice(this.#at, this.#at + count);
    this.#at += count;
    return words.length === count ? words.map((word) => word.text) : undefined;
  }

  #textFrom(start: Token): string {
    return this.#line.slice(start.start, this.#words[Math.min(this.#at, this.#words.length) - 1]?.end);
  }
}

function isHeader(text: string): text is HeaderOption {
  return (HEADER as readonly string[]).includes(text);
}
