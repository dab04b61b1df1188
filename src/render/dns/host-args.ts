import { classCode, typeCode, typeName } from '../../discovery/message/record.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { parseAddress } from '../../net/address.ts';
import { isTransfer } from './dig-args.ts';

export interface HostArgs {
  readonly name: string;
  readonly server: string | undefined;
  /** Nothing was asked for in particular: A, then AAAA and MX. */
  readonly usual: boolean;
  readonly type: string;
  readonly class: number;
  /** Whole messages, in dig's manner. */
  readonly verbose: boolean;
  readonly recurse: boolean;
  readonly tcp: boolean;
  readonly nextOnServfail: boolean;
  readonly tries: number;
  readonly port: number;
  /** `-N` */
  readonly ndots: number | undefined;
}

export interface HostProblem {
  readonly words: readonly string[];
  readonly exitCode: number;
}

const WITH_VALUE = new Set('cmptNRW');
const WITHOUT_VALUE = new Set('46aAdilnrsvVwCDTU');

const USAGE = [
  'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]',
  '            [-R number] [-m flag] [-p port] hostname [server]',
];

/** host's words: options, possibly several behind one dash, then a name and perhaps a server (bin/dig/host.c parse_args). */
export function hostArgs(words: readonly string[]): HostArgs | HostProblem {
  const given = new Map<string, string>();
  let i = 0;
  for (; i < words.length && /^-./.test(words[i] ?? ''); i++) {
    let rest = (words[i] ?? '').slice(1);
    for (; rest !== ''; rest = rest.slice(1)) {
      const letter = rest.slice(0, 1);
      if (WITHOUT_VALUE.has(letter)) given.set(letter, '');
      else if (!WITH_VALUE.has(letter)) return problem(1, `host: illegal option -- ${letter}`, ...USAGE);
      else {
        const value = rest.length > 1 ? rest.slice(1) : words[++i];
        if (value === undefined) return problem(1, `host: option requires an argument -- ${letter}`, ...USAGE);
        given.set(letter, value);
        break;
      }
    }
  }
  if (given.has('C')) return problem(2, 'host: -C is not simulated by kubesim');
  const [name, server] = words.slice(i);
  const [typeText, classText] = [given.get('t'), given.get('c')];
  const isIxfr = /^ixfr=/i.test(typeText ?? '');
  if (typeText !== undefined && !isIxfr && typeCode(typeText) === undefined)
    return problem(2, `host: invalid type: ${typeText}`, '');
  if (classText !== undefined && classCode(classText) === undefined)
    return problem(2, `host: invalid class: ${classText}`, '');
  if (name === undefined) return problem(1, ...USAGE);
  const isAny = given.has('a') || given.has('A');
  const wanted = typeText === undefined ? (isAny ? 'ANY' : 'A') : isIxfr ? 'IXFR' : typeName(typeCode(typeText) ?? 0);
  const isAddress = parseAddress(name) !== undefined;
  const type = isAddress ? 'PTR' : given.has('l') ? 'AXFR' : wanted;
  return {
    name,
    server,
    usual: !isAddress && typeText === undefined && classText === undefined && !isAny,
    type,
    class: classCode(classText ?? 'IN') ?? 1,
    verbose: given.has('v') || given.has('d') || isAny || wanted === 'AXFR',
    recurse: !given.has('r'),
    tcp: given.has('T') || (!given.has('U') && type === 'ANY') || isTransfer(type),
    nextOnServfail: !given.has('s'),
    tries: Math.max(1, Number.parseInt(given.get('R') ?? '1', 10) || 1) + 1,
    port: Number.parseInt(given.get('p') ?? '53', 10) || 53,
    ndots: given.has('N') ? Number.parseInt(given.get('N') ?? '', 10) || 0 : undefined,
  };
}

/** The name of the look-up as host keeps it: reversed where it is an address. */
export function hostName({ name }: HostArgs): string {
  const address = parseAddress(name);
  return address ? reverseName(address) : name;
}

function problem(exitCode: number, ...words: readonly string[]): HostProblem {
  return { exitCode, words };
}
