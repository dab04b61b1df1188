import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { contains, parsePrefix, type Prefix } from '../net/prefix.ts';
import type { IpSet } from './model.ts';

type Direction = 'src' | 'dst';

/**
 * Whether the packet is in the set, looked at by `directions` (one for each part of the set's type, `dst,dst,src`). Undefined for
 * types that are not known here. A packet without ports is in no set of ports. Source: ip_set_hash_*.c, ip_set_bitmap_port.c.
 */
export function ipsetContains(set: IpSet, packet: Packet, directions: readonly Direction[]): boolean | undefined {
  const parts = partsOf(set.type);
  if (!parts) return undefined;
  if (packet.source.family !== set.family && set.type !== 'bitmap:port') return false;
  if (set.isEmpty === true) return false;
  let nets: Address[] | undefined;
  let key = '';
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    const isSource = (directions[index] ?? directions.at(-1)) === 'src';
    const address = isSource ? packet.source : packet.destination;
    if (part === 'net') {
      (nets ??= []).push(address);
      continue;
    }
    if (part === 'port' && !hasPorts(packet)) return false;
    const port = isSource ? packet.sourcePort : packet.destinationPort;
    const text = part === 'ip' ? address.text : set.type === 'bitmap:port' ? `${port}` : `${packet.protocol}:${port}`;
    key = key === '' ? text : `${key},${text}`;
  }
  if (!nets) return hasEntry(set, key);
  return (
    netIndex(set, parts)
      .get(key)
      ?.some((row) => row.every((network, i) => inNetwork(network, nets?.[i]))) ?? false
  );
}

function inNetwork(network: Prefix, address: Address | undefined): boolean {
  return address !== undefined && contains(network, address);
}

function hasPorts({ protocol }: Packet): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === 'sctp';
}

/** The parts of a type this room knows: `ip`, `port`, `net`. */
function partsOf(type: string): readonly string[] | undefined {
  const known = partsByType.get(type);
  if (known) return known;
  const found = /^(?:hash|bitmap):((?:ip|port|net)(?:,(?:ip|port|net))*)$/.exec(type);
  if (!found) return undefined;
  const parts = (found[1] ?? '').split(',');
  if (partsByType.size < MOST_TYPES) partsByType.set(type, parts);
  return parts;
}

const partsByType = new Map<string, readonly string[]>();
const MOST_TYPES = 100;

const indexes = new WeakMap<IpSet, ReadonlySet<string>>();

function hasEntry(set: IpSet, entry: string): boolean {
  if (set.has) return set.has(entry);
  let index = indexes.get(set);
  if (!index) indexes.set(set, (index = new Set(set.entries.map((one) => one.split(' ')[0] ?? ''))));
  return index.has(entry);
}

const netIndexes = new WeakMap<IpSet, ReadonlyMap<string, readonly (readonly Prefix[])[]>>();

/** The networks of each entry by the rest of it. */
function netIndex(set: IpSet, parts: readonly string[]): ReadonlyMap<string, readonly (readonly Prefix[])[]> {
  let index = netIndexes.get(set);
  if (!index) {
    const built = new Map<string, Prefix[][]>();
    for (const entry of set.entries) {
      const values = (entry.split(' ')[0] ?? '').split(',');
      const key = values.filter((_, i) => parts[i] !== 'net').join(',');
      const networks = values.filter((_, i) => parts[i] === 'net').flatMap((text) => parsePrefix(text) ?? []);
      const rows = built.get(key);
      if (rows) rows.push(networks);
      else built.set(key, [networks]);
    }
    netIndexes.set(set, (index = built));
  }
  return index;
}
