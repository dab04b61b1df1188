import { parseAddress, hostPort, type Address } from '../../net/address.ts';
import { towards } from '../../net/packet.ts';
import type { NftElement, NftStatement, NftTable } from '../../nftables/model.ts';
import { ABSENT, UnknownField } from '../../nftables/evaluate.ts';
import { elementsLookup, setLookup } from '../../nftables/lookup.ts';
import type { HookContext } from '../hook.ts';
import { drawsLots, drawWays } from './lots.ts';
import { type Operation, type Path, type Result } from './path.ts';
import { keyReader } from './read.ts';

const ACCEPTED: Result = { kind: 'accept' };

type Nat = Extract<NftStatement, { kind: 'nat' }>;

/** dnat, snat, redirect and masquerade: the packet changes, the connection remembers, and the chain ends. */
export function natOperation(statement: Nat): Operation {
  const { to } = statement;
  if (to?.kind !== 'map') {
    const text = to?.text ?? '';
    const target = targetOf(text);
    return (path, context) => translate(statement, text, target, path, context);
  }
  const targets = new Map<string, Target | undefined>();
  /** The target that an element names, read once. */
  const toElement = ({ value = '' }: NftElement, path: Path, context: HookContext): Result => {
    let target = targets.get(value);
    if (!target) targets.set(value, (target = targetOf(value)));
    return translate(statement, value, target, path, context);
  };
  const { map } = to;
  const elementsOf = (table: NftTable): readonly NftElement[] | undefined =>
    map.kind === 'anonymous' ? map.elements : map.kind === 'named' ? table.sets.get(map.name)?.elements : undefined;
  const missed = (): Result => ({ kind: 'miss', why: () => 'no address in the map' });
  if (drawsLots(to.key)) {
    const lots = to.key;
    return (path, context, table) => {
      const elements = elementsOf(table);
      if (!elements) return { kind: 'unknown', what: 'a map that is not there' };
      const apply = (element: NftElement) => (way: Path) => toElement(element, way, context);
      return { kind: 'ways', ways: drawWays(lots, elements, path, context, apply, missed) };
    };
  }
  const read = keyReader(to.key);
  return (path, context, table) => {
    const values = read(path, context);
    if (values === ABSENT) return missed();
    if (values instanceof UnknownField) return { kind: 'unknown', what: values.name };
    const set = map.kind === 'named' ? table.sets.get(map.name) : undefined;
    if (map.kind === 'named' && !set) return { kind: 'unknown', what: `map @${map.name}` };
    const element = set
      ? setLookup(set).find(values)
      : map.kind === 'anonymous'
        ? elementsLookup(map.elements).find(values)
        : undefined;
    return element ? toElement(element, path, context) : missed();
  };
}

function translate(statement: Nat, text: string, target: Target | undefined, path: Path, context: HookContext): Result {
  if (!target) return { kind: 'unknown', what: `${statement.type} to ${text}` };
  const { packet } = path;
  switch (statement.type) {
    case 'dnat': {
      if (!target.address) return { kind: 'unknown', what: `dnat to ${text}` };
      toDestination(path, context, target.address, target.port ?? packet.destinationPort);
      break;
    }
    case 'redirect': {
      const loopback = parseAddress(packet.destination.family === 4 ? '127.0.0.1' : '::1');
      // Towards the host itself: loopback for its own packets, else the address of the interface it came in by.
      const own =
        context.hook === 'output' && loopback
          ? loopback
          : context.masqueradeAddress({
              ...packet,
              ...(packet.inInterface !== undefined && { outInterface: packet.inInterface }),
            });
      toDestination(path, context, own, target.port ?? packet.destinationPort);
      break;
    }
    case 'snat': {
      if (!target.address) return { kind: 'unknown', what: `snat to ${text}` };
      fromSource(path, context, target.address, target.port ?? packet.sourcePort, 'SNAT to');
      break;
    }
    case 'masquerade':
      fromSource(path, context, context.masqueradeAddress(packet), packet.sourcePort, 'masquerade as');
  }
  path.translated = true;
  return ACCEPTED;
}

function toDestination(path: Path, { record }: HookContext, address: Address, port: number): void {
  path.packet = towards(path.packet, address, port);
  path.connection = { ...path.connection, dnat: { address, port } };
  if (record !== false) path.actions.push(`DNAT to ${hostPort(address.text, port)}`);
}

function fromSource(path: Path, { record }: HookContext, address: Address, port: number, verb: string): void {
  path.packet = { ...path.packet, source: address, sourcePort: port };
  path.connection = { ...path.connection, snat: { address, port } };
  if (record !== false) path.actions.push(`${verb} ${address.text}`);
}

interface Target {
  readonly address?: Address;
  readonly port?: number;
}

/** `ip`, `ip:port`, `[ip6]:port`, `:port`, `ip . port`; undefined for ranges, where the kernel chooses. A port range for the source is the kernel's to choose too, and changes nothing that is asked here. */
function targetOf(text: string): Target | undefined {
  if (text === '') return {};
  const parts = /^(?:\[?([0-9a-fA-F.:]*?)\]?)?(?:(?::| \. )(\d{1,5})(-\d{1,5})?)?$/.exec(text);
  if (/^:\d{1,5}-\d{1,5}$/.test(text)) return {};
  const bare = parseAddress(text);
  if (bare) return { address: bare };
  if (!parts || parts[3] !== undefined) return undefined;
  const address = parts[1] ? parseAddress(parts[1]) : undefined;
  if (parts[1] && !address) return undefined;
  return { ...(address && { address }), ...(parts[2] !== undefined && { port: Number(parts[2]) }) };
}
