import type { Random } from '../../net/random.ts';
import { staticBand } from './address-band.ts';

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** `30000-32767`, as messages name the range. */
export function portRangeText(range: PortRange): string {
  return `${range.from}-${range.to}`;
}

/** How many ports at the beginning of the range dynamic allocation leaves alone as long as it can (KEP-3668). */
export function staticPorts(range: PortRange): number {
  return staticBand(range.to - range.from + 1, 16, 128, 32);
}

/** A free node port: from a random start in the dynamic band onwards, then likewise in the static band. Undefined: all taken. */
export function nextPort(range: PortRange, isTaken: (port: number) => boolean, random: Random): number | undefined {
  const dynamic = range.from + staticPorts(range);
  return probe(dynamic, range.to + 1, isTaken, random) ?? probe(range.from, dynamic, isTaken, random);
}

function probe(from: number, to: number, isTaken: (port: number) => boolean, random: Random): number | undefined {
  const width = to - from;
  if (width <= 0) return undefined;
  const start = random.integer(width);
  for (let step = 0; step < width; step++) {
    const port = from + ((start + step) % width);
    if (!isTaken(port)) return port;
  }
  return undefined;
}
