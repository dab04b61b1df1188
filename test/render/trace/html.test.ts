import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { htmlTrace } from '../../../src/render/trace/html.ts';
import type { TraceResult } from '../../../src/trace/trace.ts';
import { MODES, trace } from './support.ts';

const REQUESTS = [
  ['delivered', 'tcp 10.96.0.10 80', 'pod=10.244.1.9'],
  ['delivered', 'tcp 192.168.0.2 30080', 'external=203.0.113.2'],
  ['failing', 'tcp 10.96.0.11 80', 'pod=10.244.1.9'],
  ['failing', 'curl http://nowhere.example:80', 'pod=10.244.1.9'],
] as const;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const between = (text: string, tag: string): string => new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(text)?.[1] ?? '';

describe.each(MODES)('the page of a trace in %s mode', (mode) => {
  it.each(REQUESTS)('%s: %s from %s', (_, words, from) => {
    const result = trace(mode, words, from);
    const page = htmlTrace(result);
    expect(page).toBe(htmlTrace(result));
    expect(page).not.toMatch(/(?:src|href)=|url\(|https?:\/\/(?!nowhere\.example)|@import|style="/);
    for (const tag of ['style', 'script']) {
      const hash = createHash('sha256').update(between(page, tag)).digest('base64');
      expect(page).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    for (const tag of ['section', 'li', 'ol', 'g', 'svg', 'table', 'details', 'button', 'div', 'ul'])
      expect(count(page, new RegExp(`<${tag}[ >]`, 'g')), tag).toBe(count(page, new RegExp(`</${tag}>`, 'g')));
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((found) => found[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, row] of page.matchAll(/ data-row="([^"]+)"/g)) expect(ids).toContain(row);
    expect(page).toContain(result.reason === 'DELIVERED' ? 'class="good"' : `<code>${result.reason}</code>`);
  });

  it('has a section for each way, with its rules, and buttons between them', () => {
    const result = trace(mode, 'tcp 10.96.0.10 80');
    const page = htmlTrace(result);
    expect(count(page, /<section class="way/g)).toBe(result.paths.length);
    expect(count(page, /<button type="button" class="choose"/g)).toBeGreaterThanOrEqual(result.paths.length);
    expect(page).toContain('way back');
    expect(page).toMatch(/<del>10\.96\.0\.10:80<\/del>.*<ins>10\.244\.\d\.\d:8080<\/ins>/);
  });
});

const HOSTILE = `</script></style><img src=x onerror="document.title='owned'">'"&\u001b[31m\u202e`;

/** Every text of a trace replaced by what a hostile manifest would want in the page. */
function poisoned(result: TraceResult): TraceResult {
  const bad = <T>(value: T, key = ''): T => {
    if (typeof value === 'string') return (/^(?:action|rule|chain|table|failed|message|pod|object|text|name|node|sourceSeen|assumed)$/.test(key) ? `${value}${HOSTILE}` : value) as T; // prettier-ignore
    if (Array.isArray(value)) return value.map((each: unknown) => bad(each, key)) as T;
    if (typeof value !== 'object' || value === null) return value;
    if (key === 'packet' || key === 'sent' || key === 'memory' || key === 'conntrack') return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, bad(each, name)])) as T;
  };
  return bad(result);
}

it('lets no text of a manifest be more than text', () => {
  const page = htmlTrace(poisoned(trace('iptables', 'tcp 10.96.0.10 80')));
  expect(page).toContain('&lt;/script&gt;');
  expect(page).not.toContain('<img');
  expect(count(page, /<\/script>/g)).toBe(1);
  // eslint-disable-next-line no-control-regex
  expect(page).not.toMatch(/[\u001b\u202e]/);
});

it('draws a bounded number of ways and says how many there are', () => {
  const result = trace('iptables', 'tcp 10.96.0.10 80');
  const [path] = result.paths;
  if (!path) throw new Error('no path');
  const paths = Array.from({ length: 300 }, (_, i) => ({
    ...path,
    probability: 1 / 300,
    outcome: { ...path.outcome, endpoint: { ip: `10.0.0.${i}`, port: 80 } },
  }));
  const page = htmlTrace({ ...result, paths, shown: 200 });
  expect(page).toContain('276 more ways are not drawn');
  expect(page.length).toBeLessThan(1_000_000);
});

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path)); // prettier-ignore
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-html-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));

/** Opens the page in a frame of a phone's width, does things to it, and returns what `probe` found. */
function inBrowser(page: string, probe: string, width = 390): unknown {
  writeFileSync(join(scratch, 'page.html'), page);
  const frame = `<body><iframe src="page.html" width="${width}" height="844"></iframe><script>
    const frame = document.querySelector('iframe');
    frame.onload = () => {
      const page = frame.contentDocument, view = frame.contentWindow;
      const press = (key) => page.dispatchEvent(new view.KeyboardEvent('keydown', { key, bubbles: true }));
      const step = () => [...page.querySelectorAll('[aria-current=step]')].map((item) => Number(item.querySelector('.number').textContent));
      const done = (found) => { document.body.textContent = 'FOUND' + JSON.stringify(found) + 'END'; };
      (${probe})({ page, view, press, step, done });
    };</script></body>`;
  writeFileSync(join(scratch, 'frame.html'), frame);
  const words = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--allow-file-access-from-files', '--force-prefers-reduced-motion', `--user-data-dir=${join(scratch, 'profile')}`, '--virtual-time-budget=120000', '--window-size=1400,900', '--dump-dom', `file://${join(scratch, 'frame.html')}`]; // prettier-ignore
  const dom = execFileSync(chromium ?? '', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 50_000 }); // prettier-ignore
  return JSON.parse(/FOUND(.*)END/.exec(dom)?.[1]?.replaceAll('&lt;', '<').replaceAll('&amp;', '&') ?? 'null');
}

describe.skipIf(!chromium)(`in a browser${chromium ? '' : ' (no chromium here)'}`, () => {
  it('walks by keys, plays to the end, changes ways, and fits a phone', () => {
    const result = trace('iptables', 'tcp 10.96.0.10 80');
    const found = inBrowser(
      htmlTrace(result),
      `async ({ page, view, press, step, done }) => {
        const found = { start: step(), wide: page.documentElement.scrollWidth, open: [] };
        press('ArrowRight'); press('n'); press('b'); found.walked = step();
        press('End'); found.end = step(); found.last = page.querySelectorAll('.way.current .stop').length;
        press('Home'); press(' ');
        await new Promise((wake) => view.setTimeout(wake, 100_000));
        found.played = step();
        press('2'); found.way = page.querySelector('.way.current').id;
        found.checked = page.querySelector('input[name=way]:checked').value;
        press('1'); page.querySelector('.way.current .choose').click(); found.chosen = page.querySelector('.way.current').id;
        press('Home'); press('j'); press('j');
        const item = page.querySelector('[aria-current=step]'), box = item.getBoundingClientRect();
        found.visible = box.top >= 0 && box.top < view.innerHeight - 60;
        found.shown = [...page.querySelectorAll('.way.current .detail')].filter((each) => each.offsetHeight > 0).length;
        done(found);
      }`,
    ) as Record<string, unknown>;
    expect(found).toMatchObject({ start: [1], walked: [2], way: 'way-2', checked: '1', chosen: 'way-2', visible: true, shown: 1 }); // prettier-ignore
    expect(found['end']).toEqual([found['last']]);
    expect(found['played']).toEqual(found['end']);
    expect(found['wide']).toBeLessThanOrEqual(390);
  });

  it('is safe and narrow with hostile names too', () => {
    const found = inBrowser(
      htmlTrace(poisoned(trace('nftables', 'tcp 10.96.0.10 80'))),
      `({ page, step, done }) => done({ images: page.images.length, owned: page.title === 'owned', step: step(), wide: page.documentElement.scrollWidth })`,
    ) as Record<string, number>;
    expect(found).toMatchObject({ images: 0, owned: false, step: [1] });
    expect(found['wide']).toBeLessThanOrEqual(390);
  });
});
