import { parseAddress } from '../net/address.ts';
import { parsePrefix, prefixOf, type Prefix } from '../net/prefix.ts';
import type { Match, PortRange } from './model.ts';
import { PROTOCOL_NUMBERS } from './protocol.ts';

/** One option of a match module: `! --dport 80`. */
export interface ModuleOption {
  readonly name: string;
  readonly values: readonly string[];
  readonly negate: boolean;
  /** As written. */
  readonly text: string;
}

/** The condition that a module with these options is. What is not understood to the last option is kept as `unknown`. */
export function moduleMatch(module: string, options: readonly ModuleOption[]): Match {
  return (
    READERS[module]?.(module, options) ?? {
      kind: 'unknown',
      module,
      text: [`-m ${module}`, ...options.map((option) => option.text)].join(' '),
    }
  );
}

type Reader = (module: string, options: readonly ModuleOption[]) => Match | undefined;

const READERS: Readonly<Record<string, Reader>> = Object.assign(Object.create(null) as Record<string, Reader>, {
  comment: readComment,
  tcp: readPorts,
  udp: readPorts,
  sctp: readPorts,
  dccp: readPorts,
  udplite: readPorts,
  multiport: readMultiport,
  conntrack: readStates,
  state: readStates,
  mark: readMark,
  connmark: readMark,
  statistic: readStatistic,
  addrtype: readAddressType,
  recent: readRecent,
  set: readSet,
  physdev: readPhysdev,
  nfacct: readNfacct,
  icmp: readIcmp,
  icmp6: readIcmp,
  ipvs: readIpvs,
});

function readComment(_: string, options: readonly ModuleOption[]): Match | undefined {
  const text = only(options, '--comment')?.values[0];
  return text === undefined ? undefined : { kind: 'comment', text };
}

function readPorts(module: string, options: readonly ModuleOption[]): Match | undefined {
  let source: PortRange | undefined;
  let destination: PortRange | undefined;
  const rest: string[] = [];
  for (const option of options) {
    const isSource = option.name === '--sport' || option.name === '--source-port';
    if (!isSource && option.name !== '--dport' && option.name !== '--destination-port') rest.push(option.text);
    else {
      const range = readRange(option.values[0] ?? '', option.negate);
      if (!range || option.values.length !== 1) return undefined;
      if (isSource) source = range;
      else destination = range;
    }
  }
  return {
    kind: 'ports',
    module,
    ...(source ? { sourcePorts: source } : {}),
    ...(destination ? { destinationPorts: destination } : {}),
    ...(rest.length > 0 ? { rest: rest.join(' ') } : {}),
  };
}

function readMultiport(_: string, options: readonly ModuleOption[]): Match | undefined {
  const option = options.length === 1 ? options[0] : undefined;
  const direction = { '--sports': 'source', '--dports': 'destination', '--ports': 'either' }[option?.name ?? ''];
  const ports = option?.values[0]?.split(',').map((text) => readRange(text, false));
  if (!option || !direction || !ports?.every((range) => range !== undefined)) return undefined;
  return { kind: 'multiport', direction: direction as 'source', ports, ...negation(option) };
}

function readStates(module: string, options: readonly ModuleOption[]): Match | undefined {
  const option = only(options, module === 'state' ? '--state' : '--ctstate');
  const states = option?.values[0]?.split(',');
  if (!option || !states) return undefined;
  return { kind: 'conntrack', module: module as 'state', states, ...negation(option) };
}

function readMark(module: string, options: readonly ModuleOption[]): Match | undefined {
  const option = only(options, '--mark');
  const read = option && readMarkValue(option.values[0] ?? '');
  return read && { kind: 'mark', module: module as 'mark', ...read, ...negation(option) };
}

/** `0x4000/0x4000`; without a mask all 32 bits count. */
export function readMarkValue(text: string): { value: number; mask: number } | undefined {
  const parts = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:\/(0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text);
  if (!parts) return undefined;
  const [value, mask] = [Number(parts[1]), Number(parts[2] ?? 0xffffffff)];
  return value <= 0xffffffff && mask <= 0xffffffff ? { value, mask } : undefined;
}

function readStatistic(_: string, options: readonly ModuleOption[]): Match | undefined {
  const byName = new Map(options.map((option) => [option.name, option]));
  const mode = byName.get('--mode')?.values[0];
  const number = (name: string): number => Number(byName.get(name)?.values[0] ?? Number.NaN);
  if (mode === 'random' && byName.size === 2) {
    const value = number('--probability');
    if (!(value >= 0 && value <= 1)) return undefined;
    return { kind: 'statistic', probability: Math.round(value * 2 ** 31), ...negation(byName.get('--probability')) };
  }
  if (mode !== 'nth' || byName.size > 3) return undefined;
  const [every, packet] = [number('--every'), byName.has('--packet') ? number('--packet') : 0];
  if (!Number.isSafeInteger(every) || every < 1 || !Number.isSafeInteger(packet)) return undefined;
  return { kind: 'statistic-nth', every, packet, ...negation(byName.get('--every')) };
}

function readAddressType(_: string, options: readonly ModuleOption[]): Match | undefined {
  const match: {
    -readonly [K in keyof Extract<Match, { kind: 'addrtype' }>]: Extract<Match, { kind: 'addrtype' }>[K];
  } = { kind: 'addrtype' };
  for (const { name, values, negate } of options) {
    if (name === '--src-type' && values[0]) {
      match.sourceType = values[0];
      if (negate) match.negateSource = true;
    } else if (name === '--dst-type' && values[0]) {
      match.destinationType = values[0];
      if (negate) match.negateDestination = true;
    } else if (name === '--limit-iface-in') match.limitIn = true;
    else if (name === '--limit-iface-out') match.limitOut = true;
    else return undefined;
  }
  return match;
}

const RECENT_ACTIONS = ['set', 'rcheck', 'update', 'remove'] as const;

function readRecent(_: string, options: readonly ModuleOption[]): Match | undefined {
  const byName = new Map(options.map((option) => [option.name.slice(2), option]));
  const action = RECENT_ACTIONS.find((name) => byName.has(name));
  const known = new Set<string>([...RECENT_ACTIONS, 'seconds', 'reap', 'hitcount', 'name', 'mask', 'rsource', 'rdest']);
  if (!action || [...byName.keys()].some((name) => !known.has(name))) return undefined;
  const count = (name: string): number | undefined => {
    const text = byName.get(name)?.values[0];
    return text === undefined ? undefined : Number(text);
  };
  const [seconds, hitcount] = [count('seconds'), count('hitcount')];
  if (Number.isNaN(seconds) || Number.isNaN(hitcount)) return undefined;
  return {
    kind: 'recent',
    action,
    list: byName.get('name')?.values[0] ?? 'DEFAULT',
    ...(seconds === undefined ? {} : { seconds }),
    ...(byName.has('reap') ? { reap: true } : {}),
    ...(hitcount === undefined ? {} : { hitcount }),
    mask: byName.get('mask')?.values[0] ?? '255.255.255.255',
    side: byName.has('rdest') ? 'dest' : 'source',
    ...negation(byName.get(action)),
  };
}

function readSet(_: string, options: readonly ModuleOption[]): Match | undefined {
  const option = only(options, '--match-set');
  const [name, directions] = option?.values ?? [];
  const parts = directions?.split(',') ?? [];
  if (!option || !name || option.values.length !== 2 || !parts.every((part) => part === 'src' || part === 'dst'))
    return undefined;
  return { kind: 'set', name, directions: parts as ('src' | 'dst')[], ...negation(option) };
}

function readPhysdev(_: string, options: readonly ModuleOption[]): Match | undefined {
  const rest: string[] = [];
  let match: Extract<Match, { kind: 'physdev' }> = { kind: 'physdev' };
  for (const { name, negate, text } of options) {
    if (name === '--physdev-is-in') match = { ...match, ...(negate ? { negateIsIn: true } : { isIn: true }) };
    else if (name === '--physdev-is-out' && !negate) match = { ...match, isOut: true };
    else if (name === '--physdev-is-bridged' && !negate) match = { ...match, isBridged: true };
    else rest.push(text);
  }
  return rest.length > 0 ? { ...match, rest: rest.join(' ') } : match;
}

function readNfacct(_: string, options: readonly ModuleOption[]): Match | undefined {
  const name = only(options, '--nfacct-name')?.values[0];
  return name === undefined ? undefined : { kind: 'nfacct', name };
}

function readIcmp(module: string, options: readonly ModuleOption[]): Match | undefined {
  const option = only(options, module === 'icmp' ? '--icmp-type' : '--icmpv6-type');
  const type = option?.values[0];
  return type === undefined ? undefined : { kind: 'icmp', module: module as 'icmp', type, ...negation(option) };
}

function readIpvs(_: string, options: readonly ModuleOption[]): Match | undefined {
  const [first] = options;
  if (options.length === 1 && first?.name === '--ipvs') return { kind: 'ipvs', handled: true, ...negation(first) };
  let match: Extract<Match, { kind: 'ipvs' }> = { kind: 'ipvs' };
  for (const { name, values, negate } of options) {
    const [value = ''] = values;
    const address = name === '--vaddr' ? readPrefix(value) : undefined;
    const number = name === '--vproto' ? (PROTOCOL_NUMBERS.get(value) ?? Number(value)) : Number(value);
    if (negate) return undefined;
    if (address) match = { ...match, address };
    else if (name === '--vproto' && number > 0) match = { ...match, protocol: number };
    else if (name === '--vport' && number > 0) match = { ...match, port: number };
    else return undefined;
  }
  return options.length === 0 ? undefined : match;
}

/** The option, if it is the only one and has one value or more; undefined otherwise. */
function only(options: readonly ModuleOption[], name: string): ModuleOption | undefined {
  const [first] = options;
  return options.length === 1 && first?.name === name && first.values.length > 0 ? first : undefined;
}

function negation(option: ModuleOption | undefined): { negate?: true } {
  return option?.negate === true ? { negate: true } : {};
}

/** `80`, `80:90`, `:1023`, `1024:`. */
function readRange(text: string, negate: boolean): PortRange | undefined {
  const parts = /^(\d{0,5})(:?)(\d{0,5})$/.exec(text);
  if (!parts || text === '' || text === ':') return undefined;
  const from = parts[1] === '' ? 0 : Number(parts[1]);
  const to = parts[2] === '' ? from : parts[3] === '' ? 65535 : Number(parts[3]);
  if (from > 65535 || to > 65535) return undefined;
  return { from, to, ...(negate ? { negate: true } : {}) };
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, a bare address; undefined for names and masks with holes. */
export function readPrefix(text: string): Prefix | undefined {
  const plain = parsePrefix(text);
  if (plain) return plain;
  const [base, mask] = text.split('/').map((part) => parseAddress(part));
  if (!base || !mask || base.family !== 4 || mask.family !== 4) return undefined;
  const ones = (mask.bits as number).toString(2).padStart(32, '0');
  const length = ones.lastIndexOf('1') + 1;
  return ones.indexOf('0') === length || length === 32 ? prefixOf(base, length) : undefined;
}
