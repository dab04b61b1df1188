import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RealServer, VirtualServer } from '../../src/ipvs/model.ts';
import { schedule } from '../../src/ipvs/schedule.ts';
import { serverKey, type SchedulerState } from '../../src/ipvs/scheduler-state.ts';
import { address, addressV4 } from '../../src/net/address.ts';

/** Servers a, b, c ... in the kernel's order (the last one added comes first). */
function service(scheduler: string, weights: readonly number[], active: readonly number[] = []): VirtualServer {
  const realServers = weights.map((weight, i): RealServer => ({
    address: addressV4(0x0a000001 + i),
    port: 80,
    forward: 'Masq',
    weight,
    activeConnections: active[i] ?? 0,
    inactiveConnections: 0,
  }));
  return { protocol: 'udp', address: address('10.96.0.1'), port: 53, scheduler, realServers: realServers.reverse() };
}
const letter = (server: RealServer): string => String.fromCharCode(96 + ((server.address.bits as number) & 255));
const request = (source = '10.244.0.5', now = 0) => ({
  source: address(source),
  sourcePort: 4000,
  destination: address('10.96.0.1'),
  now,
});

/** The servers of `count` connections one after the other, from a known state. */
function turns(virtual: VirtualServer, count: number, first: SchedulerState = {}): string {
  let state: SchedulerState = first;
  let out = '';
  for (let i = 0; i < count; i++) {
    const choices = schedule(virtual, state, request());
    expect(choices).toHaveLength(1);
    const [choice] = choices;
    if (!choice) break;
    out += letter(choice.server);
    ({ state } = choice);
  }
  return out;
}

describe('schedulers with a known state choose as the kernel does', () => {
  it.each([
    ['rr', [1, 1, 1], [], 'abcabc'],
    ['rr', [1, 0, 1], [], 'acacac'],
    ['wrr', [4, 3, 2], [], 'aababcabc'],
    ['wrr', [5, 0, 1], [], 'aaaaacaaaaac'],
    ['wrr', [2, 2, 2], [], 'abcabc'],
    ['wrr', [100, 50], [], 'aabaab'],
    ['lc', [1, 5, 1], [], 'abcabc'],
    ['lc', [1, 1, 1], [2, 0, 1], 'bbcabc'],
    ['wlc', [1, 3], [], 'abbbabbb'],
    ['wlc', [1, 1], [3, 0], 'bbbab'],
    ['sed', [1, 3], [], 'bbabbbab'],
    ['nq', [1, 3], [], 'abbbbbab'],
    ['lblc', [1, 1], [], 'aabb'],
    ['fo', [1, 7, 3], [], 'bbb'],
    ['ovf', [1, 2], [], 'bba'],
  ])('%s %j with %j active: %s', (scheduler, weights, active, expected) => {
    expect(turns(service(scheduler, weights, active), expected.length)).toBe(expected);
  });

  it('ovf refuses when all are full', () => {
    expect(schedule(service('ovf', [1, 1], [1, 1]), {}, request())).toEqual([]);
  });

  it('lblc leaves an overloaded server when another is nearly idle; lblcr then has two', () => {
    const busy = service('lblcr', [2, 2], [3, 0]);
    const state: SchedulerState = { places: { '10.96.0.1': { servers: ['10.0.0.1:80'], changed: 0 } } };
    const [choice] = schedule(busy, state, request());
    expect(choice && letter(choice.server)).toBe('b');
    expect(choice?.state.places?.['10.96.0.1']?.servers).toEqual(['10.0.0.1:80', '10.0.0.2:80']);
    const [plain] = schedule(service('lblc', [2, 2], [3, 0]), state, request());
    expect(plain?.state.places?.['10.96.0.1']?.servers).toEqual(['10.0.0.2:80']);
  });

  it('sh sends one client to one server, dh one destination, whatever went before', () => {
    for (const scheduler of ['sh', 'dh']) {
      const virtual = service(scheduler, [1, 1, 1]);
      const [first] = schedule(virtual, undefined, request());
      const [second] = schedule(virtual, first?.state, request());
      expect(second?.server).toBe(first?.server);
      expect(first?.probability).toBe(1);
    }
    const seen = new Set(
      Array.from(
        { length: 64 },
        (_, i) => schedule(service('sh', [1, 1, 1]), undefined, request(`10.244.7.${i}`))[0]?.server.address.text,
      ),
    );
    expect(seen.size).toBe(3);
  });

  it('sh deals its 256 buckets out by weight', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 4000; i++) {
      const [choice] = schedule(service('sh', [3, 1]), undefined, {
        ...request(),
        source: addressV4(0x0a000000 + i * 7919),
      });
      if (choice) counts.set(letter(choice.server), (counts.get(letter(choice.server)) ?? 0) + 1);
    }
    expect((counts.get('a') ?? 0) / 4000).toBeCloseTo(0.75, 1);
  });

  it('forgets connections that are over', () => {
    const virtual = service('lc', [1, 1]);
    const [first] = schedule(virtual, {}, request('10.244.0.5', 0));
    const [soon] = schedule(virtual, first?.state, request('10.244.0.5', 10));
    const [late] = schedule(virtual, first?.state, request('10.244.0.5', 10_000));
    expect([first, soon, late].map((one) => one && letter(one.server))).toEqual(['a', 'b', 'a']);
  });
});

const anyScheduler = fc.constantFrom(
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'sh',
  'dh',
  'sed',
  'nq',
  'mh',
  'fo',
  'ovf',
  'somebody-elses',
);
const anyWeights = fc.array(fc.nat(9), { minLength: 1, maxLength: 6 });

describe('every scheduler', () => {
  it('gives chances that sum to 1, or nobody where nobody takes connections', () => {
    fc.assert(
      fc.property(anyScheduler, anyWeights, fc.boolean(), (scheduler, weights, known) => {
        const choices = schedule(service(scheduler, weights), known ? {} : undefined, request());
        const sum = choices.reduce((total, choice) => total + choice.probability, 0);
        if (weights.every((weight) => weight === 0)) expect(choices).toEqual([]);
        else if (choices.length > 0) expect(sum).toBeCloseTo(1, 12);
        for (const { server } of choices) expect(server.weight).toBeGreaterThan(0);
      }),
    );
  });

  it('rr, wrr: each server is served as often as its weight says in one round, from any first turn', () => {
    fc.assert(
      fc.property(anyWeights, fc.constantFrom('rr', 'wrr'), (weights, scheduler) => {
        const virtual = service(scheduler, weights);
        const total =
          scheduler === 'rr'
            ? weights.filter((weight) => weight > 0).length
            : weights.reduce((sum, one) => sum + one, 0);
        for (const first of schedule(virtual, undefined, request())) {
          const counts = new Map<string, number>();
          for (const one of turns(virtual, total, first.state)) counts.set(one, (counts.get(one) ?? 0) + 1);
          for (const server of virtual.realServers) {
            const expected = scheduler === 'rr' ? Math.min(server.weight, 1) : server.weight;
            expect(counts.get(letter(server)) ?? 0).toBe(expected);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has a state that is plain JSON', () => {
    fc.assert(
      fc.property(anyScheduler, anyWeights, (scheduler, weights) => {
        for (const { state } of schedule(service(scheduler, weights), undefined, request())) {
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        }
      }),
    );
  });

  it('names servers as ipvsadm does', () => {
    expect(
      serverKey({
        address: address('fd00::1'),
        port: 80,
        forward: 'Masq',
        weight: 1,
        activeConnections: 0,
        inactiveConnections: 0,
      }),
    ).toBe('[fd00::1]:80');
  });
});
