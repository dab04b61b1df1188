import { classCode, className, typeCode } from '../../discovery/message/record.ts';
import { numericOption, type ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import { printable } from './printable.ts';

/** One look-up, with the settings in force where its name stood on the command line: later options come too late for it. */
export interface NslookupLookup {
  readonly name: string;
  readonly type: string;
  readonly class: number;
  readonly recurse: boolean;
  readonly tries: number;
  readonly tcp: boolean;
  /** SERVFAIL sends it to the next server. */
  readonly nextOnServfail: boolean;
}

export interface NslookupArgs {
  /** What nslookup says while it reads: complaints, and the settings for `-all`. */
  readonly said: readonly string[];
  readonly lookup: NslookupLookup | undefined;
  readonly server: string | undefined;
  /** No type was asked for: A, then AAAA. */
  readonly both: boolean;
  /** Replies in full, those along the search list too. */
  readonly debug: boolean;
  readonly port: number;
  /** resolv.conf as changed by `-domain=`, `-ndots=` and `-nosearch`. */
  readonly settings: ResolverSettings;
  /** Nothing is looked up. */
  readonly instead?: 'usage' | 'version';
}

interface State {
  readonly said: string[];
  type: string;
  class: number;
  both: boolean;
  debug: boolean;
  debugging: boolean;
  recurse: boolean;
  search: boolean;
  tcp: boolean;
  nofail: boolean;
  timeout: number;
  tries: number;
  port: number;
  ndots: number;
  searches: readonly string[];
}

/** An option is known by how it begins; `name=` hands on what follows (bin/dig/nslookup.c setoption). */
const OPTIONS: readonly (readonly [beginning: string, apply: (state: State, value: string) => void])[] = [
  ...['class=', 'cl='].map((word) => [word, setClass] as const),
  ...['type=', 'ty=', 'querytype=', 'query=', 'qu=', 'q='].map((word) => [word, setType] as const),
  ...['domain=', 'do='].map((word) => [word, setDomain] as const),
  ...['port=', 'po='].map((word) => [word, number('port', 65_535, (state, value) => (state.port = value))] as const),
  ...['timeout=', 't='].map((word) => [word, number('timeout', 2 ** 32 - 1, (state, value) => (state.timeout = value))] as const),
  ...['retry=', 'ret='].map((word) => [word, number('tries', 2 ** 31 - 1, (state, value) => (state.tries = value))] as const),
  ['ndots=', number('ndots', 128, (state, value) => (state.ndots = value))],
  ['rec', (state) => (state.recurse = true)],
  ['norec', (state) => (state.recurse = false)],
  ['def', (state) => (state.search = true)],
  ['nodef', (state) => (state.search = false)],
  ['sea', (state) => (state.search = true)],
  ['nosea', (state) => (state.search = false)],
  ['vc', (state) => (state.tcp = true)],
  ['novc', (state) => (state.tcp = false)],
  ['deb', (state) => (state.debug = true)],
  ['nodeb', (state) => (state.debug = false)],
  ['d2', (state) => (state.debugging = true)],
  ['nod2', (state) => (state.debugging = false)],
  ['fai', (state) => (state.nofail = false)],
  ['nof', (state) => (state.nofail = true)],
  ['sil', () => {}],
]; // prettier-ignore

/** nslookup's words: options, a name and perhaps a server, which must be the last word. */
export function nslookupArgs(words: readonly string[], settings: ResolverSettings): NslookupArgs {
  const state: State = {
    said: [], type: 'A', class: 1, both: true, debug: false, debugging: false, recurse: true, search: true, tcp: false, nofail: true,
    timeout: 0, tries: 3, port: 53, ndots: numericOption(settings, 'ndots', 1), searches: settings.searches,
  }; // prettier-ignore
  let lookup: NslookupLookup | undefined;
  let server: string | undefined;
  let [named, instead] = [false, undefined as NslookupArgs['instead']];
  for (const [index, word] of words.entries()) {
    if (word === '-') named = true;
    else if (/^-ver/i.test(word)) instead = 'version';
    else if (word.startsWith('-')) setOption(state, word.slice(1), settings.nameservers);
    else if (!named) {
      named = true;
      const { type, recurse, tries, tcp, nofail } = state;
      const once = { tries: Math.max(1, tries), tcp, nextOnServfail: nofail };
      lookup = { name: word, type, class: state.class, recurse, ...once };
    } else if (index < words.length - 1) instead = 'usage';
    else server = word;
    if (instead) break;
  }
  const { said, both, debug, port, search, searches, ndots } = state;
  const changed = { ...settings, searches: search ? searches : [], options: [...settings.options, `ndots:${ndots}`] };
  return { said, lookup, server, both, debug, port, settings: changed, ...(instead ? { instead } : {}) };
}

function setOption(state: State, option: string, nameservers: readonly string[]): void {
  const lower = option.toLowerCase();
  if (lower.startsWith('all')) return void state.said.push(...settingsLines(state, nameservers));
  const found = OPTIONS.find(([beginning]) => lower.startsWith(beginning));
  if (found) found[1](state, option.slice(found[0].length));
  else state.said.push(`*** Invalid option: ${printable(option)}`);
}

function setType(state: State, value: string): void {
  if (typeCode(value) === undefined) return void state.said.push(`unknown query type: ${printable(value)}`);
  state.type = value;
  state.both = false;
}

function setClass(state: State, value: string): void {
  const code = classCode(value);
  if (code === undefined) state.said.push(`unknown query class: ${printable(value)}`);
  else state.class = code;
}

function setDomain(state: State, value: string): void {
  state.searches = [value];
  state.search = true;
}

function number(what: string, most: number, apply: (state: State, value: number) => void) {
  return (state: State, text: string): void => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    const fault = Number.isNaN(value) ? 'not a valid number' : value > most ? 'out of range' : undefined;
    if (fault === undefined) apply(state, value);
    else state.said.push(`invalid ${what} '${printable(text)}': ${fault}`);
  };
}

function settingsLines(state: State, nameservers: readonly string[]): string[] {
  const [novc, nodebug, nod2] = [
    state.tcp ? 'vc' : 'novc',
    state.debug ? 'debug' : 'nodebug',
    state.debugging ? 'd2' : 'nod2',
  ];
  const { timeout, tries, port, ndots, type } = state;
  return [
    ...nameservers.flatMap((server) => [`Default server: ${server}`, `Address: ${server}#${port}`]),
    '',
    'Set options:',
    `  ${novc}\t\t\t${nodebug}\t\t${nod2}`,
    `  ${state.search ? 'search' : 'nosearch'}\t\t${state.recurse ? 'recurse' : 'norecurse'}`,
    `  timeout = ${timeout}\t\tretry = ${tries}\tport = ${port}\tndots = ${ndots}`,
    `  querytype = ${printable(type).padEnd(8)}\tclass = ${className(state.class)}`,
    `  srchlist = ${printable(state.searches.join('/'))}`,
  ];
}
