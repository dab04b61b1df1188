import { typeCode, typeName } from '../../discovery/message/record.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { parseAddress } from '../../net/address.ts';

/** What dig prints and how it asks; every field can be switched with `+name` and `+noname`. */
export interface DigFlags {
  cmd: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  short: boolean;
  search: boolean;
  showsearch: boolean;
  tcp: boolean;
  edns: boolean;
  cookie: boolean;
  recurse: boolean;
  ttlid: boolean;
  class: boolean;
  identify: boolean;
  dnssec: boolean;
  ttlunits: boolean;
  multiline: boolean;
}

export interface DigQuery {
  readonly name: string;
  readonly type: string;
  readonly server: string | undefined;
  readonly flags: Readonly<DigFlags>;
  readonly port: number;
  readonly tries: number;
  readonly bufsize: number;
  /** `-x`: the name is complete. */
  readonly reverse: boolean;
}

export interface DigArgs {
  readonly queries: readonly DigQuery[];
  /** What dig refuses, in its own words. */
  readonly problem?: string;
  readonly warnings: readonly string[];
}

const DEFAULTS: DigFlags = {
  cmd: true, comments: true, question: true, answer: true, authority: true, additional: true, stats: true, short: false, search: false,
  showsearch: false, tcp: false, edns: true, cookie: true, recurse: true, ttlid: true, class: true, identify: false, dnssec: false, ttlunits: false, multiline: false,
}; // prettier-ignore

const SHOWN = ['comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const;

/** Names of flags that change nothing here, or only what a real network would see. */
const QUIET =
  /^(aa|aaflag|aaonly|ad|adflag|all|badcookie|besteffort|cd|cdflag|crypto|dns64prefix|ednsflags|ednsnegotiation|ednsopt|expandaaaa|expire|fail|fuzztime|header-only|idnin|idnout|ignore|keepalive|keepopen|mapped|nsid|onesoa|opcode|padding|qid|qr|raflag|rdflag|rrcomments|split|sortaaaa|subnet|tcflag|timeout|trace|trusted|unknownformat|yaml|zflag|zoneversion|domain|ndots|nssearch|tls|https|http)$/;

/** Reads dig's command line: global flags up to the first name, then those of each query. */
export function digArgs(words: readonly string[]): DigArgs {
  const base = { flags: { ...DEFAULTS }, server: undefined as string | undefined, port: 53, tries: 3, bufsize: 1232 };
  let current: typeof base & { name?: string; type?: string; reverse?: boolean } = base;
  const queries: DigQuery[] = [];
  const warnings: string[] = [];
  let problem: string | undefined;
  const close = (): void => {
    const { name, type = 'A', reverse = false, flags, server, port, tries, bufsize } = current;
    if (name !== undefined) queries.push({ name, type, reverse, flags, server, port, tries, bufsize });
  };
  const open = (name: string, more: { type?: string; reverse?: boolean } = {}): void => {
    const pending = current.name === undefined && current !== base ? current : undefined;
    close();
    current = { ...base, ...pending, flags: { ...(pending ?? base).flags }, name, ...more };
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const value = (): string => (word.length > 2 ? word.slice(2) : (words[++i] ?? ''));
    if (word.startsWith('@')) {
      current.server = word.slice(1);
      if (current.name === undefined) base.server = current.server;
    } else if (word.startsWith('+')) {
      const complaint = setFlag(word.slice(1), current);
      if (complaint !== undefined) problem ??= complaint;
    } else if (word.startsWith('-x')) {
      const text = value();
      const address = parseAddress(text);
      const reversed = `${text.split('.').reverse().join('.')}.in-addr.arpa.`;
      open(address ? reverseName(address) : reversed, { type: 'PTR', reverse: true });
    } else if (word.startsWith('-t')) {
      const text = value();
      if (typeCode(text) === undefined) warnings.push(`;; Warning, ignoring invalid type ${text}`);
      else if (current.name === undefined) current = { ...current, flags: { ...current.flags }, type: known(text) };
      else current.type = known(text);
    } else if (word.startsWith('-q')) open(value());
    else if (word.startsWith('-p')) current.port = Number(value()) || 53;
    else if (/^-[bcfky]/.test(word)) value();
    else if (word.startsWith('-')) {
      if (!/^-[46dhimruv]/.test(word)) problem ??= `Invalid option: ${word}`;
    } else if (isTypeWord(word, current)) current = withType(current, word);
    else if (!/^(IN|CH|HS)$/i.test(word)) open(word);
  }
  close();
  if (queries.length === 0 && problem === undefined)
    queries.push({ ...current, name: '.', type: current.type ?? 'NS', reverse: true });
  return { queries, warnings, ...(problem === undefined ? {} : { problem }) };
}

type Current = Parameters<typeof setFlag>[1] & { name?: string; type?: string; reverse?: boolean };

function isTypeWord(word: string, current: { type?: string }): boolean {
  return current.type === undefined && typeCode(word) !== undefined;
}

/** A type's own name: TYPE65 is HTTPS. */
function known(text: string): string {
  return typeName(typeCode(text) ?? 0);
}

/** A type before its name counts for that query alone. */
function withType<T extends Current>(current: T, word: string): T {
  return { ...current, flags: { ...current.flags }, type: known(word) };
}

function setFlag(text: string, into: { flags: DigFlags; tries: number; bufsize: number }): string | undefined {
  const [key = '', value] = text.split('=', 2) as [string, string?];
  const on = !key.startsWith('no');
  const name = on ? key : key.slice(2);
  const { flags } = into;
  if (name === 'all') for (const one of [...SHOWN, 'cmd'] as const) flags[one] = on;
  else if (name === 'short') {
    flags.short = on;
    if (on) for (const one of SHOWN) flags[one] = one === 'answer';
    if (on) flags.cmd = false;
  } else if (name === 'rec' || name === 'recurse') flags.recurse = on;
  else if (name === 'vc' || name === 'tcp') flags.tcp = on;
  else if (name === 'defname') flags.search = on;
  else if (name === 'cl' || name === 'class') flags.class = on;
  else if (name === 'do' || name === 'dnssec') flags.dnssec = on;
  else if (name === 'tries') into.tries = Math.max(1, Number(value) || 1);
  else if (name === 'retry') into.tries = Math.max(1, (Number(value) || 0) + 1);
  else if (name === 'time') return undefined;
  else if (name === 'bufsize') into.bufsize = Number(value) || 1232;
  else if (Object.hasOwn(flags, name)) flags[name as keyof DigFlags] = on;
  else if (!QUIET.test(name)) return `Invalid option: +${text}`;
  return undefined;
}
