import type { Address } from '../net/address.ts';
import type { RealServer, VirtualServer } from './model.ts';

const PROTOCOL_NUMBERS = { tcp: 6, udp: 17, sctp: 132 } as const;

/**
 * Virtual servers in the order in which ipvsadm lists them: IPv4 before IPv6, then protocol number, address, port. Addresses are
 * compared by the signed 32-bit difference of their words, so that a distance of 2^31 or more wraps round and 192.168.x.x
 * comes before 10.x.x.x. Where addresses lie so far apart that each is "before" the next all the way round, the order
 * depends on the kernel's hash table; here the plain numeric order decides. Source: ipvs_cmp_services (libipvs of 1.31).
 */
export function sortVirtualServers(servers: readonly VirtualServer[]): VirtualServer[] {
  const groups = new Map<number, VirtualServer[]>();
  for (const server of servers) {
    const key = server.address.family * 1000 + PROTOCOL_NUMBERS[server.protocol];
    const group = groups.get(key);
    if (group) group.push(server);
    else groups.set(key, [server]);
  }
  return [...groups].sort(([a], [b]) => a - b).flatMap(([, group]) => sortByPlace(group));
}

/** Real servers in the order in which ipvsadm lists them. Source: ipvs_cmp_dests. */
export function sortRealServers(servers: readonly RealServer[]): readonly RealServer[] {
  return servers.length < 2 ? servers : sortByPlace([...servers]);
}

interface Place {
  readonly address: Address;
  readonly port: number;
}

/** Sorts places of one family, in place. */
function sortByPlace<Item extends Place>(items: Item[]): Item[] {
  items.sort(plainly);
  if (items[0]?.address.family !== 4) return mergeSort(items, wrapped);
  const start = behindWidestGap(items);
  if (start === undefined) return mergeSort(items, wrapped);
  return start === 0 ? items : [...items.slice(start), ...items.slice(0, start)];
}

/**
 * Where a gap of at least half of all addresses lies between two neighbours (the last and the first are neighbours too), the
 * wrapped differences give one order: the numeric one, beginning behind that gap. Undefined where there is no such gap.
 */
function behindWidestGap(sorted: readonly Place[]): number | undefined {
  let before = (sorted.at(-1)?.address.bits as number) - 2 ** 32;
  for (const [index, { address }] of sorted.entries()) {
    const bits = address.bits as number;
    if (bits - before > HALF) return index;
    before = bits;
  }
  return undefined;
}

const HALF = 2 ** 31;

function plainly(a: Place, b: Place): number {
  return a.address.bits < b.address.bits ? -1 : a.address.bits > b.address.bits ? 1 : a.port - b.port;
}

function wrapped(a: Place, b: Place): number {
  return wrappedDifference(a.address, b.address) || a.port - b.port;
}

/** The first difference of 32-bit words that is not 0, as a C int. */
function wrappedDifference(a: Address, b: Address): number {
  if (a.family === 4) return ((a.bits as number) - (b.bits as number)) | 0;
  if (a.bits === b.bits) return 0;
  for (let shift = 96n; shift >= 0n; shift -= 32n) {
    const difference = wordOf(a, shift) - wordOf(b, shift);
    if (difference !== 0) return difference | 0;
  }
  return 0;
}

function wordOf(address: Address, shift: bigint): number {
  return Number(((address.bits as bigint) >> shift) & 0xffffffffn);
}

/** glibc's qsort is a merge sort; with a comparison that can go in circles the algorithm is part of the result. */
function mergeSort<T>(items: T[], compare: (a: T, b: T) => number): T[] {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = mergeSort(items.slice(0, middle), compare);
  const right = mergeSort(items.slice(middle), compare);
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const [a, b] = [left[i] as T, right[j] as T];
    if (compare(a, b) <= 0) {
      merged.push(a);
      i++;
    } else {
      merged.push(b);
      j++;
    }
  }
  return [...merged, ...left.slice(i), ...right.slice(j)];
}
