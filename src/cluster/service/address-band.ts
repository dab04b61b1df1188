import { addressV4, addressV6, type Address } from '../../net/address.ts';
import { contains, type Prefix } from '../../net/prefix.ts';
import type { Random } from '../../net/random.ts';

/**
 * The addresses of a service network that may be given out, and where dynamic allocation looks first (KEP-3070):
 * the network address is left out, for IPv4 the broadcast address too; the first `staticSize` are kept for people who choose.
 */
export interface AddressBand {
  readonly network: Prefix;
  readonly first: bigint;
  readonly size: bigint;
  readonly staticSize: bigint;
}

export function addressBand(network: Prefix): AddressBand {
  const v4 = network.address.family === 4;
  const all = 2n ** BigInt((v4 ? 32 : 128) - network.length);
  const size = all - (v4 ? 2n : 1n);
  return {
    network,
    first: BigInt(network.address.bits) + 1n,
    size: size > 0n ? size : 0n,
    staticSize: BigInt(staticBand(Number(all), 16, 256, 16)),
  };
}

/** ipallocator's and portallocator's calculateRangeOffset: min(max(least, size/step), most), nothing for small ranges. */
export function staticBand(size: number, least: number, most: number, step: number): number {
  if (size <= least) return 0;
  return Math.min(Math.max(least, Math.floor(size / step)), most);
}

/** Whether the address can be given out from this network at all (servicecidr.PrefixContainsIP). */
export function holds(band: AddressBand, address: Address): boolean {
  if (!contains(band.network, address)) return false;
  const offset = BigInt(address.bits) - band.first;
  return offset >= 0n && offset < band.size;
}

/** A free address: from a random start in the dynamic band onwards, then likewise in the static band. Undefined: all taken. */
export function nextAddress(
  band: AddressBand,
  isTaken: (text: string) => boolean,
  random: Random,
): Address | undefined {
  return probe(band, band.staticSize, band.size, isTaken, random) ?? probe(band, 0n, band.staticSize, isTaken, random);
}

function probe(
  band: AddressBand,
  from: bigint,
  to: bigint,
  isTaken: (text: string) => boolean,
  random: Random,
): Address | undefined {
  const width = to - from;
  if (width <= 0n) return undefined;
  const start = randomBelow(width, random);
  for (let step = 0n; step < width; step++) {
    const bits = band.first + from + ((start + step) % width);
    const address = band.network.address.family === 4 ? addressV4(Number(bits)) : addressV6(bits);
    if (!isTaken(address.text)) return address;
  }
  return undefined;
}

function randomBelow(below: bigint, random: Random): bigint {
  if (below <= 2n ** 32n) return BigInt(random.integer(Number(below)));
  let drawn = 0n;
  for (let bits = 0; bits < 160; bits += 32) drawn = (drawn << 32n) | BigInt(random.integer(2 ** 32));
  return drawn % below;
}
