import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-package-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly engines: { readonly node: string };
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

test('every dependency is pinned to an exact version', () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lock file names every optional dependency, without which `npm ci` refuses to begin', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { optionalDependencies?: object }> }; // prettier-ignore
  const named = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(`node_modules/${name}` in lock.packages))).toEqual([]);
});

test('every dependency admits the Node.js that package.json promises', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { engines?: { node?: string } }> }; // prettier-ignore
  expect(manifest.engines.node).toBe('>=20.19');
  const refusing = Object.entries(lock.packages)
    .filter(([, entry]) => entry.engines?.node !== undefined && !admits(entry.engines.node, 20))
    .map(([path, entry]) => `${path}: ${entry.engines?.node}`);
  expect(refusing).toEqual([]);
});

/** Whether a range like `^18.18.0 || >=20` has an alternative for this major. */
function admits(range: string, major: number): boolean {
  return range.split('||').some((alternative) => {
    const bounds = [...alternative.matchAll(/(>=|>|\^|~|<=|<|=)?\s*v?(\d+)(?:\.[\dx*]+)*/g)];
    return bounds.every(([, sign = '=', text = '0']) => {
      const bound = Number(text);
      if (sign.startsWith('>')) return major >= bound;
      if (sign.startsWith('<')) return major < bound || sign === '<=';
      return bound === major || alternative.trim() === '*';
    });
  });
}

test('the packed package installs into an empty folder and works there', { timeout: 240_000 }, () => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', scratch], { cwd: root });
  const tarball = readdirSync(scratch).find((file) => file.endsWith('.tgz')) ?? '';
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  execFileSync('npm', ['install', ...quiet, '--prefix', scratch, join(scratch, tarball)], { cwd: scratch });
  const kubesim = (...words: string[]): string =>
    execFileSync(join(scratch, 'node_modules', '.bin', 'kubesim'), words, { cwd: scratch, encoding: 'utf8' });
  expect(kubesim('--version')).toMatch(/^kubesim \d+\.\d+\.\d+\n$/);
  const installed = join(scratch, 'node_modules', 'kubesim', 'fixtures', 'quickstart');
  expect(kubesim('apply', '-f', installed)).toContain('service/web created');
  expect(kubesim('trace', '-o', 'minimal', 'curl', '10.96.0.10:8090')).not.toBe('');
});
