import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waysOf } from '../../src/render/trace/story.ts';
import { descriptionLines, wrapped } from '../../src/tui/lines.ts';
import { listRows, visibleRows } from '../../src/tui/list.ts';
import { moved, startWalk, turnAt, type Move, type Walk } from '../../src/tui/walk.ts';
import { MODES, trace, type Mode } from '../render/trace/support.ts';

const begin = (mode: Mode, words: string): Walk => startWalk(waysOf(trace(mode, words)), 0);
const go = (walk: Walk, ...kinds: ('next' | 'back' | 'into' | 'over' | 'out' | 'last')[]): Walk =>
  kinds.reduce((at, kind) => moved(at, { kind }), walk);
const chain = (walk: Walk): string | undefined => turnAt(walk)?.step.chain;

describe('walking through a trace', () => {
  it('goes into chains, out of them, and over them', () => {
    const atHook = go(begin('iptables', 'tcp 10.96.0.10 80'), 'next');
    expect(chain(atHook)).toBe('PREROUTING');
    const inside = go(atHook, 'into', 'into');
    expect(chain(inside)).toMatch(/^KUBE-SVC-/);
    expect(turnAt(inside)?.depth).toBe(2);
    const over = go(atHook, 'over');
    expect(turnAt(over)?.step.layer).toBe('route');
    expect(turnAt(over)?.before?.destination.text).toMatch(/^10\.244\./);
    expect(turnAt(go(inside, 'out'))?.step).toBe(turnAt(over)?.step);
    expect(go(over, 'into').notice).toContain('no chain');
    expect(go(over, 'out').notice).toContain('not inside');
  });

  it.each(MODES)('takes another branch where lots are drawn, and stays at that step (%s)', (mode) => {
    let walk = begin(mode, 'tcp 10.96.0.10 80');
    while (turnAt(walk) && !turnAt(walk)?.fork) walk = go(walk, 'next');
    const fork = turnAt(walk)?.fork;
    expect(fork?.options.map((option) => option.probability)).toEqual([0.5, 0.5]);
    const other = moved(walk, { kind: 'choose', option: 1 - (fork?.taken ?? 0) });
    expect(other.at).toBe(walk.at);
    expect(other.ways[other.way]?.path.outcome.endpoint?.ip).not.toBe(walk.ways[walk.way]?.path.outcome.endpoint?.ip);
    expect(moved(other, { kind: 'choose', option: fork?.taken ?? 0 }).way).toBe(walk.way);
    expect(moved(walk, { kind: 'choose', option: 7 }).notice).toBe('choose 1 to 2');
    expect(moved(go(walk, 'last'), { kind: 'way', by: 1 }).at).toBe(walk.at);
  });

  it('keeps failed rules beside the step they led to', () => {
    const turns = begin('iptables', 'tcp 10.96.0.10 80').ways[0]?.turns ?? [];
    expect(turns.every((turn) => turn.step.failed === undefined)).toBe(true);
    expect(turns.some((turn) => turn.failed.some((step) => step.rule?.includes('KUBE-MARK-MASQ')))).toBe(true);
  });

  it('takes the answer for a new packet, and each question to DNS for a step', () => {
    const turns = begin('nftables', 'tcp 10.96.0.10 80').ways[0]?.turns ?? [];
    const first = turns.find((turn) => turn.step.phase === 'reply');
    expect(first?.step.action).toMatch(/^DNAT undone/);
    expect(first?.before?.source.text).toMatch(/^10\.244\./);
    expect(first?.step.packet.source.text).toBe('10.96.0.10');
    const unknown = trace('iptables', 'curl http://nowhere.example');
    const asked = waysOf(unknown)[0]?.turns.filter((turn) => turn.step.layer === 'dns') ?? [];
    expect(unknown.dns.length).toBeGreaterThan(0);
    expect(asked.length).toBe(unknown.dns.length);
  });

  it('never leaves the way, whatever is pressed', () => {
    const move: fc.Arbitrary<Move> = fc.oneof(
      fc.constantFrom('next', 'back', 'first', 'last', 'into', 'over', 'out', 'why', 'help').map((kind) => ({ kind }) as Move), // prettier-ignore
      fc.record({ kind: fc.constant('choose' as const), option: fc.nat(9) }),
      fc.record({ kind: fc.constant('way' as const), by: fc.constantFrom(1, -1) }),
      fc.record({ kind: fc.constant('scroll' as const), lines: fc.integer({ min: -30, max: 30 }) }),
    );
    const result = trace('iptables', 'tcp 10.96.0.10 80');
    const first = startWalk(waysOf(result), 0);
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), fc.integer({ min: 10, max: 120 }), (moves, width) => {
        const walk = moves.reduce(moved, first);
        const way = walk.ways[walk.way];
        expect(walk.at).toBeGreaterThanOrEqual(0);
        expect(walk.at).toBeLessThanOrEqual(way?.turns.length ?? -1);
        const lines = descriptionLines(result, walk, width);
        expect(Math.max(...lines.map((line) => line.text.length))).toBeLessThanOrEqual(width);
        const rows = visibleRows(listRows(way), walk.at, 7);
        expect(rows.length).toBeLessThanOrEqual(7);
        expect(rows.some((row) => row.at === walk.at && row.kind !== 'place')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('breaks lines without losing a letter', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 4, max: 40 }), (text, width) => {
        const lines = wrapped(text, width);
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
