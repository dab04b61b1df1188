import { addressPlus, compareAddresses, hostPort, parseAddress, type Address } from '../../net/address.ts';
import { towards, type Packet } from '../../net/packet.ts';
import type { Target } from '../../netfilter/model.ts';
import type { Connection, HookContext } from '../hook.ts';
import { HARMLESS } from './harmless.ts';

/** What a target did to the packet, and where the packet goes on. */
export interface Effect {
  readonly packet: Packet;
  readonly connection: Connection;
  readonly action: string;
  readonly next: 'next' | 'return' | 'accept' | 'drop' | 'reject' | 'undetermined';
  /** How likely this effect is, given that the rule matched (a range of addresses has several). */
  readonly share: number;
  readonly detail?: string;
}

/** All effects a target (no jump) may have; their shares sum to 1. */
export function applyTarget(
  target: Target | undefined,
  packet: Packet,
  connection: Connection,
  context: HookContext,
): Effect[] {
  const same = (action: string, next: Effect['next'], detail?: string): Effect[] => [
    { packet, connection, action, next, share: 1, ...(detail === undefined ? undefined : { detail }) },
  ];
  if (!target) return same('counted', 'next');
  switch (target.kind) {
    case 'accept':
      return same('ACCEPT', 'accept');
    case 'drop':
      return same('DROP', 'drop');
    case 'return':
      return same('RETURN', 'return');
    case 'reject':
      return same(`REJECT with ${target.with}`, 'reject', target.with);
    case 'queue':
      return same('QUEUE', 'undetermined', 'what the program behind QUEUE decides');
    case 'set-xmark': {
      const mark = (((packet.mark & ~target.mask) >>> 0) ^ target.value) >>> 0;
      const action =
        context.record === false ? 'mark' : mark === packet.mark ? `mark stays ${hex(mark)}` : `mark ${hex(mark)}`;
      return [
        { packet: mark === packet.mark ? packet : { ...packet, mark }, connection, action, next: 'next', share: 1 },
      ];
    }
    case 'notrack':
      return [{ packet, connection: { ...connection, state: 'UNTRACKED' }, action: 'NOTRACK', next: 'next', share: 1 }];
    case 'dnat':
    case 'snat':
      return translate(target.kind, target.to, packet, connection, context.record !== false);
    case 'redirect':
      return redirect(target.ports, packet, connection, context);
    case 'masquerade': {
      const source = context.masqueradeAddress(packet);
      const after = source.text === packet.source.text ? packet : { ...packet, source };
      const snat = { address: source, port: packet.sourcePort };
      const action = context.record === false ? 'MASQUERADE' : `MASQUERADE as ${source.text}`;
      return [{ packet: after, connection: { ...connection, snat }, share: 1, action, next: 'accept' }];
    }
    case 'unknown':
      return HARMLESS.has(target.name)
        ? same(target.name, 'next')
        : same(target.name, 'undetermined', `what target ${target.name} does`);
    case 'jump':
    case 'goto':
      return same(target.kind, 'next');
  }
}

/** Ranges up to this many addresses are followed one by one. */
const MAX_RANGE = 64;

function translate(
  kind: 'dnat' | 'snat',
  to: string,
  packet: Packet,
  connection: Connection,
  inWords: boolean,
): Effect[] {
  const places = placesIn(to);
  if (!places) {
    const doubt = {
      packet,
      connection,
      share: 1,
      action: `${kind.toUpperCase()} to ${to}`,
      next: 'undetermined',
    } as const;
    return [{ ...doubt, detail: `which address of ${to} is chosen` }];
  }
  return places.addresses.map((chosen) => {
    const address = chosen ?? (kind === 'dnat' ? packet.destination : packet.source);
    const port = places.port ?? (kind === 'dnat' ? packet.destinationPort : packet.sourcePort);
    const after: Packet =
      kind === 'dnat' ? towards(packet, address, port) : { ...packet, source: address, sourcePort: port };
    const known = { address, port };
    return {
      packet: after,
      connection: kind === 'dnat' ? { ...connection, dnat: known } : { ...connection, snat: known },
      share: 1 / places.addresses.length,
      action: inWords ? `${kind.toUpperCase()} to ${port === 0 ? address.text : hostPort(address.text, port)}` : kind,
      next: 'accept',
    };
  });
}

interface Places {
  /** undefined: the address stays */
  readonly addresses: readonly (Address | undefined)[];
  readonly port: number | undefined;
}

const known = new Map<string, Places | undefined>();

/** The addresses of `ip:port`, `ip1-ip2:port`, `[ip6]:port`, `:port`; undefined where they are too many or not to be read. */
function placesIn(to: string): Places | undefined {
  if (known.has(to)) return known.get(to);
  const places = readPlaces(to);
  if (known.size < 100_000) known.set(to, places);
  return places;
}

function readPlaces(to: string): Places | undefined {
  const whole = parseAddress(to);
  if (whole) return { addresses: [whole], port: undefined };
  const parts =
    /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+)(?:-\d+)?(?:\/\d+)?)?$/.exec(to) ??
    /^()([0-9a-fA-F:]+-[0-9a-fA-F:]+)()$/.exec(to);
  if (!parts) return undefined;
  const range = parts[1] || parts[2] || '';
  const port = parts[3] ? Number(parts[3]) : undefined;
  if (range === '') return { addresses: [undefined], port };
  const [first = '', last = first] = range.split('-');
  const [from, until] = [parseAddress(first), parseAddress(last)];
  if (!from || !until || from.family !== until.family || compareAddresses(from, until) > 0) return undefined;
  const addresses: Address[] = [from];
  for (let at = from; at.text !== until.text;) {
    at = addressPlus(at, 1);
    addresses.push(at);
    if (addresses.length > MAX_RANGE) return undefined;
  }
  return { addresses, port };
}

/** REDIRECT: to the host itself – loopback for its own packets, else the address of the interface the packet came in by. */
function redirect(ports: string, packet: Packet, connection: Connection, context: HookContext): Effect[] {
  const loopback = packet.destination.family === 4 ? '127.0.0.1' : '::1';
  const { inInterface } = packet;
  const address =
    (context.hook === 'output' ? parseAddress(loopback) : undefined) ??
    context.masqueradeAddress(inInterface === undefined ? packet : { ...packet, outInterface: inInterface });
  const first = /^\d+/.exec(ports)?.[0];
  const port = first === undefined ? packet.destinationPort : Number(first);
  return [
    {
      packet: towards(packet, address, port),
      connection: { ...connection, dnat: { address, port } },
      share: 1,
      action: `REDIRECT to ${hostPort(address.text, port)}`,
      next: 'accept',
    },
  ];
}

function hex(mark: number): string {
  return `0x${mark.toString(16)}`;
}
