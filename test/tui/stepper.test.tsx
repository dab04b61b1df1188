import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import type { TraceResult } from '../../src/trace/trace.ts';
import { Stepper } from '../../src/tui/stepper.tsx';
import { trace } from '../render/trace/support.ts';

const DOWN = '\u001b[B';
const UP = '\u001b[A';
const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

interface Screen {
  /** Presses keys one after the other. */
  press(...keys: string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  lines(): string[];
  text(): string;
  readonly quits: boolean[];
}

const settled = (): Promise<void> => new Promise((wake) => setTimeout(wake, 25));

async function screen(result: TraceResult, columns = 80, rows = 24): Promise<Screen> {
  const quits: boolean[] = [];
  const app = render(<Stepper result={result} color={false} onQuit={(by) => quits.push(by)} />);
  open.push(app.unmount);
  const resize = async (width: number, height: number): Promise<void> => {
    Object.defineProperty(app.stdout, 'columns', { value: width, configurable: true });
    Object.defineProperty(app.stdout, 'rows', { value: height, configurable: true });
    app.stdout.emit('resize');
    await settled();
  };
  await settled();
  await resize(columns, rows);
  const text = (): string => app.lastFrame() ?? '';
  return {
    quits,
    resize,
    text,
    lines: () => text().split('\n'),
    press: async (...keys) => {
      for (const key of keys) {
        app.stdin.write(key);
        await settled();
      }
    },
  };
}

describe('the stepper', () => {
  it('fills a terminal of 80x24 but for its last line, and nothing is wider', async () => {
    const { lines, press } = await screen(trace('iptables', 'tcp 10.96.0.10 80'));
    for (let i = 0; i < 30; i++) {
      expect(lines()).toHaveLength(23);
      expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(80);
      await press('n');
    }
    expect(lines()[1]).toContain('the end');
  });

  it('walks by letters and arrows, shows the header before and after, the rule, and where it comes from', async () => {
    const { text, press } = await screen(trace('iptables', 'tcp 10.96.0.10 80'));
    expect(text()).toContain('step 1 of');
    await press('n', DOWN, 'j', ' ');
    expect(text()).toContain('step 5 of');
    expect(text()).toMatch(/before {2}10\.244\.1\.9:49152 -> 10\.96\.0\.10:80/);
    expect(text()).toMatch(/after {3}10\.244\.1\.9:49152 -> 10\.244\.\d\.\d:8080/);
    expect(text()).toContain('--to-destination');
    expect(text()).toContain('Service default/web');
    await press(`b${UP}k`);
    expect(text()).toContain('step 2 of');
    await press('o');
    expect(text()).toContain('step 6 of');
    await press('i');
    expect(text()).toContain('no chain to go into here');
  });

  it('offers branches, says why rules failed, and helps', async () => {
    const { text, press } = await screen(trace('iptables', 'tcp 10.96.0.10 80'), 100, 30);
    await press('n', 'n', 'n');
    expect(text()).toMatch(/> 1 {2}50 %/);
    await press('2');
    expect(text()).toMatch(/> 2 {2}50 %/);
    expect(text()).toContain('way 2 of 2');
    await press('w');
    expect(text()).toContain('not matched in KUBE-SVC-');
    await press('?');
    expect(text()).toContain('into the chain that is asked');
    await press('n');
    expect(text()).not.toContain('into the chain that is asked');
  });

  it('tells at the end what went wrong and what to do', async () => {
    const { text, press } = await screen(trace('iptables', 'tcp 10.96.0.11 80'));
    await press('G');
    expect(text()).toContain('NO_ENDPOINTS');
    expect(text()).toContain('fix:');
    const unsent = await screen(trace('iptables', 'curl http://nowhere.example'));
    await unsent.press('G');
    expect(unsent.text()).toMatch(/✗ name-error [A-Z_]+:/);
  });

  it.each([
    [40, 24],
    [60, 12],
    [24, 8],
    [200, 60],
  ])('fits %ix%i after a resize', async (columns, rows) => {
    const { lines, resize, press, text } = await screen(trace('nftables', 'tcp 10.96.0.10 80'));
    await press('n', 'n');
    await resize(columns, rows);
    expect(lines()).toHaveLength(rows - 1);
    expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(text()).toContain('step 3 of');
  });

  it('quits by q and by ctrl-c, and ignores what it does not know', async () => {
    for (const [key, interrupted] of [
      ['q', false],
      ['\u0003', true],
    ] as const) {
      const { press, quits } = await screen(trace('ipvs', 'tcp 10.96.0.10 80'));
      await press('x', '\u001b[5~', '\t', key);
      expect(quits).toEqual([interrupted]);
    }
  });

  it('lets no name steer the terminal', async () => {
    const result = trace('iptables', 'tcp 10.96.0.10 80');
    const paths = result.paths.map((path) => ({
      ...path,
      steps: path.steps.map((step) => ({ ...step, action: `\u001b[2J${step.action}`, rule: '\u001b]0;owned\u0007' })),
    }));
    const { text, press } = await screen({ ...result, paths });
    await press('n');
    expect(text()).not.toContain('\u001b[2J');
    expect(text()).not.toContain('\u001b]0');
  });
});
