import type { Target } from './model.ts';
import { readMarkValue, type ModuleOption } from './parse-match.ts';

const PLAIN: ReadonlyMap<string, Target> = new Map([
  ['ACCEPT', { kind: 'accept' }],
  ['DROP', { kind: 'drop' }],
  ['RETURN', { kind: 'return' }],
  ['QUEUE', { kind: 'queue' }],
] as const);

/** The target `-j name` with these options. `isChain` tells user chains from extensions. */
export function readTarget(
  name: string,
  options: readonly ModuleOption[],
  isChain: (name: string) => boolean,
  family: 4 | 6,
): Target {
  if (options.length === 0) {
    const plain = PLAIN.get(name);
    if (plain) return plain;
    if (isChain(name)) return { kind: 'jump', chain: name };
  }
  return (
    readExtension(name, options, family) ?? {
      kind: 'unknown',
      name,
      text: options.map((option) => option.text).join(' '),
    }
  );
}

function readExtension(name: string, options: readonly ModuleOption[], family: 4 | 6): Target | undefined {
  const [first] = options;
  const value = first?.values[0];
  const rest = options
    .slice(1)
    .map((option) => option.text)
    .join(' ');
  const more = rest === '' ? {} : { options: rest };
  switch (name) {
    case 'REJECT':
      if (!first) return { kind: 'reject', with: family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable' };
      return first.name === '--reject-with' && value && rest === '' ? { kind: 'reject', with: value } : undefined;
    case 'DNAT':
      return first?.name === '--to-destination' && value ? { kind: 'dnat', to: value, ...more } : undefined;
    case 'SNAT':
      return first?.name === '--to-source' && value ? { kind: 'snat', to: value, ...more } : undefined;
    case 'REDIRECT':
      return first?.name === '--to-ports' && value ? { kind: 'redirect', ports: value, ...more } : undefined;
    case 'MASQUERADE':
      return readMasquerade(options);
    case 'MARK':
      return value && rest === '' ? readSetMark(first.name, value) : undefined;
    case 'CT':
      return first?.name === '--notrack' && rest === '' ? { kind: 'notrack' } : undefined;
    case 'NOTRACK':
      return first ? undefined : { kind: 'notrack' };
    default:
      return undefined;
  }
}

function readMasquerade(options: readonly ModuleOption[]): Target | undefined {
  const byName = new Map(options.map((option) => [option.name, option]));
  const toPorts = byName.get('--to-ports')?.values[0];
  const randomFully = byName.has('--random-fully');
  if (byName.size !== (toPorts === undefined ? 0 : 1) + (randomFully ? 1 : 0)) return undefined;
  return { kind: 'masquerade', randomFully, ...(toPorts === undefined ? {} : { toPorts }) };
}

/** Every spelling of MARK comes down to mark = (mark & ~mask) ^ value. */
function readSetMark(name: string, text: string): Target | undefined {
  const read = readMarkValue(text);
  if (!read) return undefined;
  const { value, mask } = read;
  const unsigned = (bits: number): number => bits >>> 0;
  switch (name) {
    case '--set-xmark':
      return { kind: 'set-xmark', value, mask };
    case '--set-mark':
      return { kind: 'set-xmark', value, mask: unsigned(value | mask) };
    case '--or-mark':
      return { kind: 'set-xmark', value, mask: value };
    case '--xor-mark':
      return { kind: 'set-xmark', value, mask: 0 };
    case '--and-mark':
      return { kind: 'set-xmark', value: 0, mask: unsigned(~value) };
    default:
      return undefined;
  }
}
