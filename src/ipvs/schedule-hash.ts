import type { Address } from '../net/address.ts';
import type { RealServer, VirtualServer } from './model.ts';
import { kernelOrder, type ScheduleRequest } from './scheduler-state.ts';

const TABLE_BITS = 8;
const BUCKETS = 1 << TABLE_BITS;
const GOLDEN_RATIO = 0x61c88647;

/** sh: the same client address always meets the same server, each in as many of 256 buckets as its weight. Source: ip_vs_sh.c. */
export function bySource(service: VirtualServer, { source, sourcePort }: ScheduleRequest): RealServer | undefined {
  const flags = service.flags ?? [];
  const port = flags.includes('sh-port') ? sourcePort : 0;
  const servers = kernelOrder(service);
  const found = bucketServer(servers, bucketOf(source, port, 0), true);
  if (isServing(found) || !flags.includes('sh-fallback')) return isServing(found) ? found : undefined;
  // Looks on from bucket to bucket for a server that takes connections.
  const start = bucketOf(source, port, 0);
  for (let offset = 0; offset < BUCKETS; offset++) {
    const next = bucketServer(servers, bucketOf(source, port, (offset + start) % BUCKETS), true);
    if (isServing(next)) return next;
  }
  return undefined;
}

/** dh: the same destination address always goes to the same server. Source: ip_vs_dh.c. */
export function byDestination(service: VirtualServer, { destination }: ScheduleRequest): RealServer | undefined {
  const found = bucketServer(kernelOrder(service), bucketOf(destination, 0, 0), false);
  return isServing(found) ? found : undefined;
}

function isServing(server: RealServer | undefined): server is RealServer {
  return server !== undefined && server.weight > 0;
}

/** hash_32 of the folded address. */
function bucketOf(address: Address, port: number, offset: number): number {
  const hash = Math.imul((folded(address) + port) | 0, GOLDEN_RATIO) >>> (32 - TABLE_BITS);
  return (offset + hash) % BUCKETS;
}

function folded(address: Address): number {
  if (address.family === 4) return address.bits as number;
  let fold = 0;
  for (let shift = 96n; shift >= 0n; shift -= 32n) fold ^= Number(((address.bits as bigint) >> shift) & 0xffffffffn);
  return fold >>> 0;
}

/** The buckets are dealt out in list order, `weight` to each server (dh: one), round and round. */
function bucketServer(servers: readonly RealServer[], bucket: number, byWeight: boolean): RealServer | undefined {
  const shares = servers.map((server) => (byWeight ? Math.max(server.weight, 1) : 1));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let at = total === 0 ? 0 : bucket % total;
  for (const [index, share] of shares.entries()) {
    if (at < share) return servers[index];
    at -= share;
  }
  return undefined;
}
