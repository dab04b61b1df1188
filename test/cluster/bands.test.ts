import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressBand, holds, nextAddress } from '../../src/cluster/service/address-band.ts';
import { nextPort, staticPorts } from '../../src/cluster/service/port-band.ts';
import { addressPlus, addressV6, addressV4 } from '../../src/net/address.ts';
import { prefix } from '../../src/net/prefix.ts';
import { seededRandom } from '../../src/net/random.ts';

function text(family: 4 | 6, bits: bigint): string {
  return family === 4 ? addressV4(Number(bits)).text : addressV6(bits).text;
}

/** network, usable addresses from, to, size, last address of the static band; recorded from the real ipallocator. */
test.each([
  ['10.96.0.0/12', '10.96.0.1', '10.111.255.254', 1048574n, '10.96.1.0'],
  ['10.96.0.0/16', '10.96.0.1', '10.96.255.254', 65534n, '10.96.1.0'],
  ['10.96.0.0/20', '10.96.0.1', '10.96.15.254', 4094n, '10.96.1.0'],
  ['10.0.0.0/23', '10.0.0.1', '10.0.1.254', 510n, '10.0.0.32'],
  ['10.0.0.0/24', '10.0.0.1', '10.0.0.254', 254n, '10.0.0.16'],
  ['10.0.0.0/26', '10.0.0.1', '10.0.0.62', 62n, '10.0.0.16'],
  ['192.168.1.0/28', '192.168.1.1', '192.168.1.14', 14n, undefined],
  ['fd00::/112', 'fd00::1', 'fd00::ffff', 65535n, 'fd00::100'],
  ['fd00::/108', 'fd00::1', 'fd00::f:ffff', 1048575n, 'fd00::100'],
])('bands of %s', (network, first, last, size, lastStatic) => {
  const band = addressBand(prefix(network));
  const { family } = band.network.address;
  expect(text(family, band.first)).toBe(first);
  expect(text(family, band.first + band.size - 1n)).toBe(last);
  expect(band.size).toBe(size);
  if (lastStatic === undefined) expect(band.staticSize).toBe(0n);
  else expect(text(family, band.first + band.staticSize - 1n)).toBe(lastStatic);
});

test('every address is given out once, the dynamic band first, and only addresses that may be', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('10.0.0.0/24', '10.0.0.0/27', '192.168.1.0/29', 'fd00::/121', '10.1.2.0/30'),
      fc.string(),
      (network, seed) => {
        const band = addressBand(prefix(network));
        const random = seededRandom(seed);
        const taken = new Set<string>();
        for (let i = 0n; i < band.size; i++) {
          const found = nextAddress(band, (candidate) => taken.has(candidate), random);
          if (!found) return false;
          const isStatic = BigInt(found.bits) - band.first < band.staticSize;
          if (taken.has(found.text) || !holds(band, found) || isStatic !== i >= band.size - band.staticSize)
            return false;
          taken.add(found.text);
        }
        const outside = addressPlus(band.network.address, -1);
        return nextAddress(band, (candidate) => taken.has(candidate), random) === undefined && !holds(band, outside);
      },
    ),
    { numRuns: 50 },
  );
});

test.each([
  [{ from: 30000, to: 32767 }, 86],
  [{ from: 30000, to: 30015 }, 0],
  [{ from: 30000, to: 30016 }, 16],
  [{ from: 30000, to: 30499 }, 16],
])('static node ports of %o', (range, size) => {
  expect(staticPorts(range)).toBe(size);
});

test('every node port is given out once, the dynamic band first', () => {
  const range = { from: 30000, to: 30499 };
  const random = seededRandom('ports');
  const taken = new Set<number>();
  for (let i = 0; i < 500; i++) {
    const port = nextPort(range, (candidate) => taken.has(candidate), random) ?? 0;
    expect(port < 30016).toBe(i >= 484);
    taken.add(port);
  }
  expect(taken.size).toBe(500);
  expect(nextPort(range, (candidate) => taken.has(candidate), random)).toBeUndefined();
});
