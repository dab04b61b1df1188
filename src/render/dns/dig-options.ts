import { FATAL, OPCODES, UDP_SIZE, type DigFlags, type DigGlobals } from './dig-flags.ts';

/** What dig refuses, and how it ends then. */
export interface DigProblem {
  readonly words: string;
  readonly exitCode: number;
  /** Followed by the lines on how to call it. */
  readonly usage: boolean;
  /** Said before, on stdout. */
  readonly said?: string;
}

/** False: no value that will do. */
type Apply = (
  into: DigFlags,
  globals: DigGlobals,
  on: boolean,
  value: string | undefined,
) => boolean | DigProblem | void;
/** A name may be cut short down to `least` letters. */
type Option = readonly [name: string, least: number, apply: Apply];

type Switch = { [K in keyof DigFlags]: DigFlags[K] extends boolean ? K : never }[keyof DigFlags];

function toggle(name: string, least: number, field: Switch, negated = false): Option {
  return [name, least, (into, _globals, on) => void (into[field] = on !== negated)];
}

/** A switch that needs EDNS, and brings it. */
function withEdns(name: string, least: number, field: Switch): Option {
  return [name, least, (into, _globals, on) => {
    if (on) into.edns ??= 0;
    into[field] = on;
  }]; // prettier-ignore
}

/** An option with a number; `what` is dig's word for it. */
function number(
  [name, least, what = name]: readonly [name: string, least: number, what?: string],
  most: number,
  set: (into: DigFlags, globals: DigGlobals, value: number) => void,
): Option {
  const apply: Apply = (into, globals, on, text) => {
    if (!on || text === undefined) return false;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value <= most) return set(into, globals, value);
    const fault = Number.isNaN(value) ? 'not a valid number' : 'out of range';
    const said = `invalid ${what} '${text}': ${fault}`;
    return { words: `dig: Couldn't parse ${what}`, exitCode: FATAL, usage: false, said };
  };
  return [name, least, apply];
}

const quiet: Apply = () => {};
const SECTIONS = ['question', 'answer', 'authority', 'additional', 'comments', 'stats'] as const;

const [, , bufsize] = number(['bufsize', 2, 'buffer size'], 65_535, (into, _globals, value) => (into.bufsize = value));

/** dig's `+options` (bin/dig/dig.c plus_option), the first that fits being meant. */
const OPTIONS: readonly Option[] = [
  toggle('aaonly', 2, 'aa'), toggle('aaflag', 2, 'aa'), toggle('additional', 3, 'additional'), toggle('adflag', 2, 'ad'),
  ['all', 2, (into, globals, on) => {
    for (const section of SECTIONS) into[section] = on;
    globals.cmd = on;
  }],
  toggle('answer', 2, 'answer'), toggle('authority', 2, 'authority'), ['badcookie', 2, quiet], ['besteffort', 2, quiet],
  ['bufsize', 2, (into, globals, on, value = String(UDP_SIZE)) => bufsize(into, globals, on, value)],
  toggle('cdflag', 2, 'cd'), toggle('class', 2, 'class'), ['cmd', 2, (_into, globals, on) => void (globals.cmd = on)],
  ['coflag', 2, quiet], toggle('comments', 3, 'comments'), withEdns('cookie', 3, 'cookie'), ['crypto', 2, quiet],
  ['defname', 2, (_into, globals, on) => void (globals.search = on)], withEdns('do', 2, 'dnssec'), withEdns('dnssec', 4, 'dnssec'),
  ['domain', 3, (_into, globals, on, value) => on && value !== undefined && ((globals.domain = value), true)],
  ['edns', 4, (into, _globals, on, value) => {
    if (value !== undefined && (!/^\d{1,3}$/.test(value) || Number(value) > 255)) return false;
    into.edns = on ? Number(value ?? 0) : undefined;
    return true;
  }],
  ['ednsflags', 5, quiet], toggle('ednsnegotiation', 5, 'negotiates'), ['ednsopt', 5, quiet], 
  toggle('expire', 4, 'expire'), toggle('fail', 2, 'stopsOnServfail'), ['fuzztime', 2, quiet], toggle('header-only', 2, 'headerOnly'),
  toggle('identify', 3, 'identify'), ['idnin', 4, quiet], ['idnout', 4, quiet],
  toggle('ignore', 1, 'ignoreTruncation'), toggle('keepalive', 5, 'keepalive'), ['keepopen', 5, quiet], toggle('multiline', 2, 'multiline'),
  number(['ndots', 2], 65_535, (_into, globals, value) => (globals.ndots = value)), withEdns('nsid', 3, 'nsid'), 
  ['onesoa', 2, quiet],
  ['opcode', 2, (into, _globals, on, value) => {
    const named = OPCODES.indexOf(value?.toUpperCase() ?? '');
    const code = !on ? 0 : named >= 0 ? named : /^\d{1,2}$/.test(value ?? '') ? Number(value) : 16;
    if (code > 15) return false;
    into.opcode = code;
    return true;
  }],
  number(['padding', 1], 512, (into, _globals, value) => {
    into.edns ??= 0;
    into.padding = value;
  }),
  ['qid', 2, quiet], toggle('qr', 2, 'sendsShown'), toggle('question', 2, 'question'), toggle('raflag', 2, 'ra'), toggle('rdflag', 2, 'recurse'),
  toggle('recurse', 3, 'recurse'), number(['retry', 3, 'retries'], 2 ** 32 - 2, (into, _globals, value) => (into.tries = value + 1)), ['rrcomments', 2, quiet],
  ['search', 2, (_into, globals, on) => void (globals.search = on)],
  ['short', 4, (into, globals, on) => {
    globals.short = on;
    if (!on) return;
    for (const section of SECTIONS) into[section] = section === 'answer';
    globals.cmd = false;
  }],
  ['showbadcookie', 5, quiet],
  ['showsearch', 5, (_into, globals, on) => void (globals.showsearch = globals.search = on)],
  ['split', 2, quiet], toggle('stats', 2, 'stats'),
  withEdns('subnet', 2, 'subnet'),
  toggle('tcflag', 3, 'tc'), ['tcp', 3, (into, _globals, on) => void (into.tcp = on)], ['vc', 1, (into, _globals, on) => void (into.tcp = on)],
  number(['timeout', 2], 65_535, () => {}), 
  number(['tries', 3], 2 ** 32 - 1, (into, _globals, value) => (into.tries = Math.max(1, value))), toggle('ttlid', 3, 'ttl'),
  ['ttlunits', 4, (into, _globals, on) => {
    into.ttl = true;
    into.ttlunits = on;
  }],
  toggle('zflag', 1, 'z'),
]; // prettier-ignore

/** Options that would change what is printed, and are not played here: [name, least]. */
const NOT_SIMULATED: readonly (readonly [string, number])[] = [
  ['expandaaaa', 4], ['https', 2], ['nssearch', 3], ['tls', 3], ['trace', 3], ['unknownformat', 3], ['yaml', 1], ['dns64prefix', 4],
]; // prettier-ignore

/** Applies one `+option`, without its plus sign; says what is wrong with it, or nothing. */
export function applyOption(text: string, into: DigFlags, globals: DigGlobals): DigProblem | undefined {
  const [word = '', ...rest] = text.split('=');
  const value = rest.length > 0 ? rest.join('=') : undefined;
  const on = !/^no/i.test(word);
  const name = (on ? word : word.slice(2)).toLowerCase();
  const fits = ([whole, least]: readonly [string, number, ...unknown[]]): boolean =>
    name.length >= least && whole.startsWith(name);
  if (NOT_SIMULATED.some(fits)) return on ? notSimulated(`+${word}`) : undefined;
  const option = OPTIONS.find(fits);
  const result = option ? option[2](into, globals, on, value) : false;
  if (typeof result === 'object') return result;
  return result === false ? invalidOption(`+${word}`) : undefined;
}

/** An option dig has never heard of. */
export function invalidOption(word: string): DigProblem {
  return { words: `Invalid option: ${word}`, exitCode: 1, usage: true };
}

/** An option that kubesim's dig does not play. */
export function notSimulated(word: string): DigProblem {
  return { words: `dig: ${word} is not simulated by kubesim`, exitCode: 2, usage: false };
}
