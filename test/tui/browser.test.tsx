import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { diagnoseService } from '../../src/diagnose/why.ts';
import { Browser, type Engine } from '../../src/tui/browser.tsx';
import { cluster, service } from '../kube-proxy/support.ts';
import { small, trace } from '../render/trace/support.ts';

const DOWN = '\u001b[B';
const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

interface Screen {
  press(...keys: string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  lines(): string[];
  text(): string;
  readonly quits: boolean[];
}

/** Answers come when they are ready: on a busy machine that may take a while. */
const SOON = { timeout: 5000, interval: 10 };
const settled = (): Promise<void> => new Promise((wake) => setTimeout(wake, 30));

/** Answers with the traces of the small cluster, and remembers whom it looked at. */
function engine(looked: string[] = [], next: Cluster = small('nftables')): Engine {
  return {
    read: () => Promise.resolve(next),
    diagnose: (of, namespace, name) => (looked.push(name), diagnoseService(of, namespace, name)),
    trace: (_, { door, source }) => trace('iptables', door.request.join(' ').replace('web', '10.96.0.10'), source.from),
  };
}

async function screen(of: Cluster, answers = engine(), columns = 80, rows = 24): Promise<Screen> {
  const quits: boolean[] = [];
  const app = render(<Browser cluster={of} engine={answers} color={false} onQuit={(by) => quits.push(by)} />);
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
      await settled();
    },
  };
}

describe('the Services of a cluster', () => {
  it('are listed with what is wrong', async () => {
    const { text, lines } = await screen(small('iptables'));
    await expect.poll(text, SOON).toMatch(/^2 Services, kube-proxy in iptables mode/);
    await expect.poll(text, SOON).toMatch(/>✗ default +empty +ClusterIP +10\.96\.0\.11 +80 +-/);
    await expect.poll(text, SOON).toMatch(/ {3}default +web +NodePort +10\.96\.0\.10 +80:30080 +2\/2/);
    expect(lines()).toHaveLength(23);
  });

  it('are looked at only where they are seen', async () => {
    const many = Array.from({ length: 200 }, (_, i) => service(`s${String(i).padStart(3, '0')}`, { clusterIP: `10.96.1.${i}`, ports: [{ port: 80 }] })); // prettier-ignore
    const looked: string[] = [];
    const { press } = await screen(cluster(many, { kubeVersion: '1.36' }), engine(looked), 80, 10);
    await expect.poll(() => looked, SOON).toContain('s003');
    await press('G');
    await expect.poll(() => looked, SOON).toContain('s196');
    expect(looked).not.toContain('s100');
  });

  it.each([
    [40, 24],
    [60, 12],
    [20, 6],
    [200, 60],
  ])('fit %ix%i after a resize, with everything on the way', async (columns, rows) => {
    const { lines, resize, press, text } = await screen(small('iptables'));
    await resize(columns, rows);
    for (const key of ['j', 'w', 'q', '?', 'x', '/', 'web', '\r', '\r', '\r', '\r', 'n', 'q', 'q', 'q']) {
      await expect.poll(lines, SOON).toHaveLength(rows - 1);
      expect(Math.max(...lines().map((line) => line.length))).toBeLessThanOrEqual(columns);
      await press(key);
    }
    await expect.poll(text, SOON).toContain('web');
  });

  it('lead to a trace; q goes back, and at last out', async () => {
    const { text, press, quits } = await screen(small('iptables'));
    await press(DOWN, '\r');
    await expect.poll(text, SOON).toContain('who asks default/web?');
    await expect.poll(text, SOON).toContain('> a throwaway pod on node1');
    await press('\r');
    await expect.poll(text, SOON).toContain('> tcp web 80');
    await press('\r');
    await expect.poll(text, SOON).toContain('step 1 of');
    await press('n', 'q');
    await expect.poll(text, SOON).toContain('> tcp web 80');
    await press('q', 'q');
    await expect.poll(text, SOON).toMatch(/> {2}default +web/);
    expect(quits).toEqual([]);
    await press('q');
    await expect.poll(() => quits, SOON).toEqual([false]);
  });

  it('say why, and after r what became of them', async () => {
    const { text, press } = await screen(small('iptables'));
    await press('w');
    await expect.poll(text, SOON).toMatch(/✗ .*no selector, and nobody wrote endpoints/);
    await expect.poll(text, SOON).toContain('fix:');
    await press('q', 'r');
    await expect.poll(text, SOON).toContain('kube-proxy in nftables mode');
  });

  it('stay when an answer fails', async () => {
    const broken: Engine = {
      read: () => Promise.reject(new Error('cannot read state.json')),
      diagnose: () => {
        throw new Error('beyond me');
      },
      trace: () => {
        throw new Error('no such \u001b[2Jnode');
      },
    };
    const { text, press, quits } = await screen(small('iptables'), broken);
    await expect.poll(text, SOON).toMatch(/>\? default +empty/);
    await press('r');
    await expect.poll(text, SOON).toContain('cannot read state.json');
    await press('w');
    await expect.poll(text, SOON).toContain('beyond me');
    await press('\r', '\r', '\r');
    await expect.poll(text, SOON).toContain('no such');
    expect(text()).not.toContain('\u001b[2J');
    await press('\u0003');
    await expect.poll(() => quits, SOON).toEqual([true]);
  });

  it('leave by ctrl-c out of a trace too', async () => {
    const { press, quits } = await screen(small('iptables'));
    await press('j', '\r', '\r', '\r', '\u0003');
    await expect.poll(() => quits, SOON).toEqual([true]);
  });
});
