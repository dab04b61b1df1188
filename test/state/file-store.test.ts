import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { emptyCluster } from '../../src/cluster/cluster.ts';
import { podByAddress } from '../../src/cluster/lookup.ts';
import { transact, type Transaction } from '../../src/cluster/transaction.ts';
import { seededRandom } from '../../src/net/random.ts';
import { FileStateStore } from '../../src/state/file-store.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kubesim-state-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const writer = join(scratch, 'writer.mjs');
buildSync({ entryPoints: [join(import.meta.dirname, 'writer.ts')], outfile: writer, bundle: true, format: 'esm', platform: 'node' }); // prettier-ignore

let path = '';
let count = 0;
beforeEach(() => (path = join(scratch, `case-${count++}`, 'state.json')));

const surroundings = { now: Date.UTC(2026, 0, 1), random: seededRandom('test') };
const change = (store: FileStateStore, work: (tx: Transaction) => void) =>
  store.update((before) => transact(before ?? emptyCluster(), surroundings, work));
const configMap = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data,
});

test('there is nothing before the first write', async () => {
  expect(await new FileStateStore(path).read()).toBeUndefined();
});

test('everything of a cluster comes back', async () => {
  await change(new FileStateStore(path), (tx) => {
    tx.put('configmaps', configMap('a', { text: 'line\nbreak \u2028 ünï “🙂”' }));
    tx.put('services', { apiVersion: 'v1', kind: 'Service', metadata: { name: 's', namespace: 'x' }, spec: {} });
    tx.setSource('configmaps', 'default/a', { file: 'a.yaml', line: 3, column: 1, fields: { data: [5, 1] } });
    tx.setExtra('conntrack', [1, 2]);
    tx.configure({ clusterDomain: 'example.org' });
  });
  const back = await new FileStateStore(path).read();
  expect(back?.get('configmaps', 'default', 'a')?.['data']).toEqual({ text: 'line\nbreak \u2028 ünï “🙂”' });
  expect(back?.get('services', 'x', 's')?.metadata.resourceVersion).toBe('2');
  expect(back?.sources.get('configmaps')?.get('default/a')).toEqual({ file: 'a.yaml', line: 3, column: 1, fields: { data: [5, 1] } }); // prettier-ignore
  expect(back?.extras).toEqual({ conntrack: [1, 2] });
  expect(back?.config.clusterDomain).toBe('example.org');
  expect(back?.revision).toBe(2);
});

test('a resource is parsed only when asked for, and its bytes survive writes of others', async () => {
  const store = new FileStateStore(path);
  await change(store, (tx) => {
    tx.put('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' } });
    tx.put('configmaps', configMap('a'));
  });
  const after = await change(new FileStateStore(path), (tx) => tx.put('configmaps', configMap('b')));
  expect(after.isLoaded('pods')).toBe(false);
  expect((await store.read())?.get('pods', 'default', 'p')?.metadata.resourceVersion).toBe('1');
  expect([...((await store.read())?.all('configmaps').keys() ?? [])]).toEqual(['default/a', 'default/b']);
});

test('one object is found without parsing the others', async () => {
  const pod = (name: string, podIP: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'b' }] }, status: { podIP } }); // prettier-ignore
  await change(new FileStateStore(path), (tx) => {
    for (const [name, ip] of [['a', '10.0.0.1'], ['b', '10.0.0.2'], ['c', '10.0.0.22']] as const) tx.put('pods', pod(name, ip)); // prettier-ignore
  });
  const cluster = await new FileStateStore(path).read();
  if (!cluster) throw new Error('no cluster');
  expect(podByAddress(cluster, '10.0.0.2')?.metadata.name).toBe('b');
  expect(cluster.get('pods', 'default', 'b')).toBe(podByAddress(cluster, '10.0.0.2'));
  expect(cluster.get('pods', 'other', 'b')).toBeUndefined();
  expect(cluster.get('pods', 'default', 'd')).toBeUndefined();
  expect(cluster.containing('pods', '"name":"b"', 2)).toBeUndefined();
  expect(cluster.isLoaded('pods')).toBe(false);
  expect(cluster.all('pods').size).toBe(3);
  expect(podByAddress(cluster, '10.0.0.22')?.metadata.name).toBe('c');
});

test('a change that throws writes nothing', async () => {
  const store = new FileStateStore(path);
  await change(store, (tx) => tx.put('configmaps', configMap('a')));
  const before = readFileSync(path);
  const failing = change(store, (tx) => {
    tx.put('configmaps', configMap('b'));
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readFileSync(path)).toEqual(before);
  expect(readdirSync(join(path, '..'))).toEqual(['state.json']);
});

test.each([
  ['cut short', (text: string) => text.slice(0, -5), /damaged/],
  ['longer than it was', (text: string) => `${text}{}\n`, /damaged/],
  ['no state at all', () => 'apiVersion: v1\n', /damaged: its first line/],
  ['empty', () => '', /damaged/],
  ['newer', (text: string) => text.replace('"version":2', '"version":7'), /newer kubesim \(state version 7/],
])('a file that is %s is refused and left untouched', async (_, spoil, message) => {
  const store = new FileStateStore(path);
  await change(store, (tx) => tx.put('configmaps', configMap('a')));
  const spoilt = spoil(readFileSync(path, 'utf8'));
  writeFileSync(path, spoilt);
  await expect((async () => store.read())()).rejects.toThrow(message);
  await expect(change(store, (tx) => tx.put('configmaps', configMap('b')))).rejects.toThrow(message);
  expect(readFileSync(path, 'utf8')).toBe(spoilt);
});

test('a device is refused: some never end', async () => {
  const store = new FileStateStore('/dev/zero');
  await expect((async () => store.read())()).rejects.toThrow('/dev/zero is a device, not a file');
});

test('two writers at once both take effect', async () => {
  await change(new FileStateStore(path), (tx) => tx.put('configmaps', configMap('first')));
  const writers = ['a', 'b', 'c'].map((name) => spawn(process.execPath, [writer, path, name, '15'], { stdio: ['ignore', 'pipe', 'inherit'] })); // prettier-ignore
  await Promise.all(writers.map((child) => once(child, 'exit')));
  const cluster = await new FileStateStore(path).read();
  expect(cluster?.all('configmaps').size).toBe(1 + 3 * 15);
  expect(cluster?.revision).toBe(1 + 3 * 15);
});

test('killed at any moment, the state is the old or the new one, and nothing stays locked', async () => {
  let standing = 0;
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [writer, path, `r${round}`, '400'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let written = 0;
    child.stdout.on('data', (data: Buffer) => (written += data.toString().split('\n').length - 1));
    await once(child.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, round * 7));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const size = (await new FileStateStore(path).read())?.all('configmaps').size ?? 0;
    expect(size - standing).toBeGreaterThanOrEqual(written);
    expect(size - standing).toBeLessThanOrEqual(written + 1);
    standing = size;
  }
  await change(new FileStateStore(path), (tx) => tx.put('configmaps', configMap('last')));
  expect((await new FileStateStore(path).read())?.all('configmaps').size).toBe(standing + 1);
});
