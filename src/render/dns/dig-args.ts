import { classCode, typeCode, typeName } from '../../discovery/message/record.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { parseAddress } from '../../net/address.ts';
import { DEFAULT_FLAGS, type DigFlags, type DigGlobals } from './dig-flags.ts';
import { applyOption, invalidOption, notSimulated, type DigProblem } from './dig-options.ts';

export interface DigQuery {
  readonly name: string;
  readonly type: string;
  readonly class: number;
  readonly server: string | undefined;
  readonly flags: Readonly<DigFlags>;
}

export interface DigArgs {
  readonly queries: readonly DigQuery[];
  readonly globals: Readonly<DigGlobals>;
  /** Whether the line with the command stands above the first answer, and whether a server had been named by then. */
  readonly banner: { readonly shown: boolean; readonly withServer: boolean };
  readonly warnings: readonly string[];
  readonly problem?: DigProblem;
  /** `-v` and `-h`: nothing is asked. */
  readonly instead?: 'version' | 'help';
}

interface Lookup {
  name: string;
  type: string | undefined;
  /** A word said so; `-x` only supposes. */
  typeGiven: boolean;
  class: number | undefined;
  server: string | undefined;
  flags: DigFlags;
}

const WITHOUT_VALUE = new Set('46dhimnruv');
const WITH_VALUE = new Set('bcfkpqtxy');

/**
 * Reads dig's command line (bin/dig/dig.c parse_args): what precedes the first name is the pattern for all names, what follows a name
 * is for that one alone; words are types or classes until `-t` or `-c` says which they are.
 */
export function digArgs(words: readonly string[]): DigArgs {
  const globals: DigGlobals = {
    short: false, cmd: true, search: false, showsearch: false, ndots: undefined, domain: undefined, port: 53,
  }; // prettier-ignore
  const pattern: Lookup = {
    name: '',
    type: undefined,
    typeGiven: false,
    class: undefined,
    server: undefined,
    flags: { ...DEFAULT_FLAGS },
  };
  const lookups: Lookup[] = [];
  const warnings: string[] = [];
  let current = pattern;
  /** A zone transfer shows less, unless the pattern asks for it. */
  const forTransfers = { question: false, comments: false };
  let wordsMayBeTypes = true;
  let instead: DigArgs['instead'];
  let problem: DigProblem | undefined;
  let banner = { shown: false, withServer: false };
  const open = (name: string): void => {
    if (lookups.length === 0) banner = { shown: globals.cmd, withServer: current.server !== undefined };
    current = { ...pattern, flags: { ...pattern.flags }, name };
    lookups.push(current);
  };
  const setType = (text: string): boolean => {
    const code = /^ixfr=/i.test(text) ? typeCode('IXFR') : typeCode(text);
    if (code === undefined) return false;
    if (text.toLowerCase() === 'ixfr') warnings.push(';; Warning, ixfr requires a serial number');
    else {
      if (current.typeGiven) warnings.push(';; Warning, extra type option');
      current.type = typeName(code);
      current.typeGiven = true;
      if (current.type === 'ANY' || current.type === 'IXFR') current.flags.tcp ??= true;
      if (isTransfer(current.type)) Object.assign(current.flags, forTransfers);
    }
    return true;
  };
  const setClass = (text: string): boolean => {
    const code = classCode(text);
    if (code === undefined) return false;
    if (current.class !== undefined) warnings.push(';; Warning, extra class option');
    current.class = code;
    return true;
  };
  const dash = (option: string, value: string): void => {
    if (option === 'q') open(value);
    else if (option === 'p') globals.port = Number(value) || globals.port;
    else if (option === 'f') problem ??= notSimulated('-f');
    else if (option === 'x') {
      const address = parseAddress(value);
      open(address ? reverseName(address) : `${value.split('.').reverse().join('.')}.in-addr.arpa.`);
      current.type ??= 'PTR';
    } else if (option === 't' || option === 'c') {
      wordsMayBeTypes = false;
      const [set, what] = option === 't' ? ([setType, 'type'] as const) : ([setClass, 'class'] as const);
      if (!set(value)) warnings.push(`;; Warning, ignoring invalid ${what} ${value}`);
    }
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word.startsWith('@')) current.server = word.slice(1);
    else if (word.startsWith('+')) {
      problem ??= applyOption(word.slice(1), current.flags, globals);
      if (current !== pattern) continue;
      if (/^\+(no)?com/i.test(word)) forTransfers.comments = pattern.flags.comments;
      if (/^\+(no)?qu/i.test(word)) forTransfers.question = pattern.flags.question;
    } else if (word.startsWith('-')) {
      let rest = word.slice(1);
      const first = /^[46dimnru]*([hv])/.exec(rest)?.[1];
      if (first !== undefined) instead ??= first === 'v' ? 'version' : 'help';
      while (WITHOUT_VALUE.has(rest.slice(0, 1))) rest = rest.slice(1);
      if (rest === '') continue;
      const value = rest.length > 1 ? rest.slice(1) : words[++i];
      if (!WITH_VALUE.has(rest.slice(0, 1)) || value === undefined) {
        // dig looks through all of these before it reads anything else.
        problem = invalidOption(`-${rest}`);
        warnings.length = 0;
        break;
      }
      dash(rest.slice(0, 1), value);
    } else if (!wordsMayBeTypes || (!setType(word) && !setClass(word))) open(word);
  }
  if (lookups.length === 0) {
    open('.');
    current.type = 'NS';
  }
  const queries = lookups.map((lookup): DigQuery => ({
    ...lookup,
    type: lookup.type ?? 'A',
    class: lookup.class ?? 1,
  }));
  return { queries, globals, banner, warnings, ...(instead ? { instead } : {}), ...(problem ? { problem } : {}) };
}

/** Whether the type asks for a zone transfer. */
export function isTransfer(type: string): boolean {
  return type === 'AXFR' || type === 'IXFR';
}
