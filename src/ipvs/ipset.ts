import { parseAddress, type Address } from '../net/address.ts';
import { parsePrefix } from '../net/prefix.ts';
import type { IpSet } from './model.ts';

/** Revisions of ipset 7.17 with today's kernels, and memory: an empty set, and each element (IPv4, IPv6). Measured. */
const TYPES: Readonly<
  Record<string, { revision: number; empty: readonly [number, number]; element: readonly [number, number] }>
> = {
  'hash:ip': { revision: 6, empty: [216, 240], element: [40, 56] },
  'hash:ip,port': { revision: 7, empty: [216, 232], element: [48, 72] },
  'hash:ip,port,ip': { revision: 6, empty: [208, 232], element: [56, 104] },
  'hash:ip,port,net': { revision: 8, empty: [464, 1256], element: [56, 104] },
  'bitmap:port': { revision: 3, empty: [8264, 8264], element: [0, 0] },
};

/**
 * The text of `ipset list`. The kernel lists the members of a hash in the order of a seed it drew itself; they are printed as
 * `ipset -s list` sorts them. `initval`, which is that seed, is made from the set's name.
 */
export function listText(sets: readonly IpSet[]): string {
  return byName(sets).map(setText).join('\n');
}

/** The text of `ipset save`: what `ipset restore` reads. */
export function saveText(sets: readonly IpSet[]): string {
  return byName(sets)
    .map(
      (set) =>
        `create ${set.name} ${set.type} ${headerOf(set)}\n${set.entries.map((entry) => `add ${set.name} ${entry}\n`).join('')}`,
    )
    .join('');
}

function byName(sets: readonly IpSet[]): IpSet[] {
  return [...sets].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function setText(set: IpSet): string {
  const { revision, empty, element } = TYPES[set.type] ?? { revision: 0, empty: [0, 0], element: [0, 0] };
  const family = set.family === 4 ? 0 : 1;
  const size = set.memorySize ?? (empty[family] ?? 0) + (element[family] ?? 0) * set.entries.length;
  return [
    `Name: ${set.name}`,
    `Type: ${set.type}`,
    `Revision: ${set.revision ?? revision}`,
    `Header: ${headerOf(set)}`,
    `Size in memory: ${size}`,
    `References: ${set.references ?? 0}`,
    `Number of entries: ${set.entries.length}`,
    'Members:',
    ...set.entries.map((entry) => `${entry}`),
    '',
  ].join('\n');
}

function headerOf(set: IpSet): string {
  if (set.options !== undefined) return set.options;
  if (set.type === 'bitmap:port') return 'range 0-65535';
  const family = set.family === 4 ? 'inet' : 'inet6';
  return `family ${family} hashsize 1024 maxelem 65536 bucketsize 12 initval 0x${seedOf(set.name)}`;
}

/** FNV-1a of the name: something that looks like the kernel's seed and is the same every time. */
function seedOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Entries as `ipset -s` sorts them: part by part, addresses and ports by number, the protocol before the port. */
export function sortEntries(entries: Iterable<string>): string[] {
  const decorated = [...entries].map((entry) => ({ entry, weight: weightOf(entry) }));
  decorated.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0));
  return decorated.map(({ entry }) => entry);
}

/** A text that compares like the entry's values. */
function weightOf(entry: string): string {
  return entry.split(',').map(partWeight).join(' ');
}

const PROTOCOLS: Readonly<Record<string, string>> = { tcp: '006', udp: '017', sctp: '132', icmp: '001', icmpv6: '058' };

function partWeight(part: string): string {
  const colon = /^([a-z0-9]+):(\d{1,5})$/.exec(part);
  const isPort = colon && PROTOCOLS[colon[1] ?? ''] !== undefined;
  if (isPort) return `${PROTOCOLS[colon[1] ?? '']}${(colon[2] ?? '').padStart(5, '0')}`;
  if (/^\d{1,5}$/.test(part)) return part.padStart(5, '0');
  const address: Address | undefined = parseAddress(part) ?? parsePrefix(part)?.address;
  if (!address) return part;
  const length = part.includes('/') ? part.slice(part.indexOf('/') + 1).padStart(3, '0') : '999';
  return address.bits.toString(16).padStart(address.family === 4 ? 8 : 32, '0') + length;
}
