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
  return mergeSort([...servers].sort(plainServices), (a, b) => {
    return (
      a.address.family - b.address.family ||
      PROTOCOL_NUMBERS[a.protocol] - PROTOCOL_NUMBERS[b.protocol] ||
      wrappedDifference(a.address, b.address) ||
      a.port - b.port
    );
  });
}

/** Real servers in the order in which ipvsadm lists them. Source: ipvs_cmp_dests. */
export function sortRealServers(servers: readonly RealServer[]): RealServer[] {
  if (servers.length < 2) return [...servers];
  return mergeSort(
    [...servers].sort(plainServers),
    (a, b) => wrappedDifference(a.address, b.address) || a.port - b.port,
  );
}

function plainServices(a: VirtualServer, b: VirtualServer): number {
  return (
    plainAddresses(a.address, b.address) ||
    PROTOCOL_NUMBERS[a.protocol] - PROTOCOL_NUMBERS[b.protocol] ||
    a.port - b.port
  );
}

function plainServers(a: RealServer, b: RealServer): number {
  return plainAddresses(a.address, b.address) || a.port - b.port;
}

function plainAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.bits < b.bits ? -1 : a.bits > b.bits ? 1 : 0;
}

/** The first difference of 32-bit words that is not 0, as a C int. */
function wrappedDifference(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
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
