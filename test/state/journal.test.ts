import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { emptyCluster, keyOf, type Cluster } from '../../src/cluster/cluster.ts';
import { transact, type Transaction } from '../../src/cluster/transaction.ts';
import { seededRandom } from '../../src/net/random.ts';
import { FileStateStore } from '../../src/state/file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-journal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let path = '';
let count = 0;
beforeEach(() => (path = join(folder, `${count++}.json`)));

const surroundings = { now: Date.UTC(2026, 0, 1), random: seededRandom('test') };
const change = (store: FileStateStore, work: (tx: Transaction) => void) =>
  store.update((before) => transact(before ?? emptyCluster(), surroundings, work));
const configMap = (name: string, size = 0) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
  data: { filler: 'x'.repeat(size) },
});
const put = (name: string, size = 0) => change(new FileStateStore(path), (tx) => tx.put('configmaps', configMap(name, size))); // prettier-ignore
const names = async (store = new FileStateStore(path)) => [...((await store.read())?.all('configmaps').keys() ?? [])].map((key) => key.split('/')[1]); // prettier-ignore
const content = () => readFileSync(path);

describe('changes behind the state', () => {
  test('a small change of a big state adds a line and leaves the rest', async () => {
    await put('big', 500_000);
    const before = content();
    const inode = statSync(path).ino;
    await put('small');
    expect(content().subarray(0, before.length).equals(before)).toBe(true);
    expect(content().length - before.length).toBeLessThan(500);
    expect(statSync(path).ino).toBe(inode);
    expect(await names()).toEqual(['big', 'small']);
  });

  test('they are folded into the state before they grow long', async () => {
    await put('big', 100_000);
    let shrunk = 0;
    let last = 0;
    for (let i = 0; i < 60; i++) {
      await put(`c${i}`, 2_000);
      const behind = content().toString().split('\n').filter((line) => line.startsWith('{"sum"')).length; // prettier-ignore
      if (behind < last) shrunk++;
      last = behind;
      expect(behind).toBeLessThan(20);
    }
    expect(shrunk).toBeGreaterThan(2);
    expect(await names()).toHaveLength(61);
  });

  test('a line that a killed process left half-written counts for nothing, and the next one takes its place', async () => {
    await put('a', 1000);
    const old = content();
    await put('b');
    const whole = content();
    for (let length = old.length; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await names()).toEqual(['a']);
    }
    await put('c');
    expect(await names()).toEqual(['a', 'c']);
  });

  test.each([
    ['nothing but zeros', (line: Buffer) => line.fill(0)],
    ['zeros in the middle', (line: Buffer) => line.fill(0, 40, 60)],
    ['zeros at its end', (line: Buffer) => line.fill(0, 60)],
  ])('a last line of %s, as a power cut leaves it, counts for nothing', async (_, spoil) => {
    await put('a', 1000);
    const { length } = content();
    await put('b');
    const file = content();
    spoil(file.subarray(length));
    writeFileSync(path, file);
    expect(await names()).toEqual(['a']);
    await put('c');
    expect(await names()).toEqual(['a', 'c']);
  });

  test('a line that was damaged is refused, wherever it was, and left untouched', async () => {
    await put('a', 1000);
    const { length } = content();
    await put('b');
    await put('c');
    const good = content();
    for (let at = length; at < good.length - 1; at++) {
      const spoilt = Buffer.from(good);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      writeFileSync(path, spoilt);
      await expect((async () => new FileStateStore(path).read())()).rejects.toThrow(/is damaged: what stands behind/);
      if (at % 50 === 0) await expect(put('d')).rejects.toThrow(/is damaged/);
      expect(content().equals(spoilt)).toBe(true);
    }
  });

  test('lines of another state, or in another order, are refused', async () => {
    await put('a', 1000);
    const first = content();
    await put('b');
    const afterB = content();
    await put('c');
    const b = afterB.subarray(first.length);
    const c = content().subarray(afterB.length);
    const refused = async (...parts: Buffer[]) => {
      writeFileSync(path, Buffer.concat(parts));
      await expect((async () => new FileStateStore(path).read())()).rejects.toThrow(/is damaged/);
    };
    await refused(first, c, b);
    await refused(first, c);
    await refused(first, b, b);
    rmSync(path);
    await put('z', 1000);
    await refused(content(), b);
  });

  test('a state of version 1 is read, and written anew before anything is put behind it', async () => {
    await put('a', 1000);
    writeFileSync(path, content().toString().replace('"version":2', '"version":1'));
    expect(await names()).toEqual(['a']);
    await put('b');
    expect(content().toString()).toMatch(/^\{"kubesim":"state","version":2/);
    expect(content().toString()).not.toContain('{"sum"');
    expect(await names()).toEqual(['a', 'b']);
  });
});

describe('several processes', () => {
  test('one that knows the state reads only what was added; what did not change stays the same object', async () => {
    const [server, other] = [new FileStateStore(path), new FileStateStore(path)];
    await change(server, (tx) => tx.put('configmaps', configMap('a', 100_000)));
    const a = server.readNow()?.get('configmaps', 'default', 'a');
    for (const name of ['b', 'c', 'd']) {
      await change(other, (tx) => tx.put('configmaps', configMap(name)));
      expect(await names(server)).toContain(name);
      expect(server.readNow()?.get('configmaps', 'default', 'a')).toBe(a);
    }
    await change(other, (tx) => tx.put('configmaps', configMap('e', 100_000)));
    expect(await names(server)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a state that somebody copied over is taken for what it is', async () => {
    const server = new FileStateStore(path);
    await put('a', 1000);
    copyFileSync(path, `${path}.a`);
    await put('b');
    copyFileSync(path, `${path}.b`);
    expect(await names(server)).toEqual(['a', 'b']);
    copyFileSync(`${path}.a`, path);
    expect(await names(server)).toEqual(['a']);
    await put('longer than b');
    expect(await names(server)).toEqual(['a', 'longer than b']);
    copyFileSync(`${path}.b`, path);
    await change(server, (tx) => tx.put('configmaps', configMap('c')));
    expect(await names()).toEqual(['a', 'b', 'c']);
  });
});

/** What a cluster holds, order included. */
function told(cluster: Cluster | undefined): unknown {
  return {
    revision: cluster?.revision,
    config: cluster?.config.clusterDomain,
    extras: cluster?.extras,
    objects: cluster?.plurals().sort().map((plural) => [plural, [...cluster.all(plural)]]), // prettier-ignore
    sources: [...(cluster?.sources ?? [])].map(([plural, map]) => [plural, [...map]]).filter(([, map]) => map?.length),
    ledger: [...(cluster?.ledger ?? [])],
    starts: [...(cluster?.podStarts ?? [])],
  };
}

const NAME = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const ACTION = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('put' as const), kind: fc.constantFrom('configmaps', 'services', 'pods'), name: NAME, size: fc.constantFrom(1, 30, 3000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), kind: fc.constantFrom('configmaps', 'services', 'pods'), name: NAME }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('source' as const), name: NAME, size: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('configure' as const), name: NAME }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('extra' as const), name: NAME, size: fc.nat(9) }) },
); // prettier-ignore
type Action = typeof ACTION extends fc.Arbitrary<infer T> ? T : never;
const STEP = fc.record({
  actions: fc.array(ACTION, { maxLength: 4 }),
  writer: fc.nat(2),
  /** Bytes of this write that reach the disk before the process is killed. */
  cut: fc.option(fc.double({ min: 0, max: 0.999, noNaN: true }), { nil: undefined, freq: 3 }),
});

function run(tx: Transaction, action: Action): void {
  const { name } = action;
  const meta = { name, namespace: 'default', uid: `uid-${name}` };
  if (action.do === 'put') {
    const of = { configmaps: 'ConfigMap', services: 'Service', pods: 'Pod' }[action.kind] ?? '';
    const object = { apiVersion: 'v1', kind: of, metadata: meta, data: 'é'.repeat(action.size) };
    tx.put(action.kind, action.kind === 'services' ? { ...object, spec: { clusterIP: `10.0.0.${action.size % 256}` } } : action.kind === 'pods' ? { ...object, status: { phase: 'Running' } } : object); // prettier-ignore
  } else if (action.do === 'remove') tx.remove(action.kind, 'default', name);
  else if (action.do === 'source')
    tx.setSource('services', `default/${name}`, { file: 'a.yaml', line: action.size, column: 1, fields: {} }); // prettier-ignore
  else if (action.do === 'configure') tx.configure({ clusterDomain: `${name}.example` });
  else tx.setExtra(name, action.size);
}

test('any sequence of writes, crashes and rewritings leaves what a plain memory would hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 1, maxLength: 25 }), async (steps) => {
      path = join(folder, `${count++}.json`);
      const stores = Array.from({ length: 3 }, () => new FileStateStore(path));
      let model: Cluster | undefined;
      for (const { actions, writer, cut } of steps) {
        const work = (tx: Transaction): void => actions.forEach((action) => run(tx, action));
        const before = model && content();
        const store = stores[writer] as FileStateStore;
        await change(store, work);
        const written = content();
        const isAppended = before && written.length > before.length && written.subarray(0, before.length).equals(before); // prettier-ignore
        if (cut !== undefined && isAppended) {
          truncateSync(path, before.length + Math.floor((written.length - before.length) * cut));
          stores[writer] = new FileStateStore(path);
        } else model = transact(model ?? emptyCluster(), surroundings, work);
        expect(told(await stores[(writer + 1) % 3]?.read())).toEqual(told(model));
      }
      expect(told(await new FileStateStore(path).read())).toEqual(told(model));
    }),
    { numRuns: 60 },
  );
});

test('what was not parsed is found as if it were', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(ACTION, { maxLength: 4 }), { minLength: 2, maxLength: 12 }), async (writes) => {
      path = join(folder, `${count++}.json`);
      const store = new FileStateStore(path);
      for (const actions of writes) await change(store, (tx) => actions.forEach((action) => run(tx, action)));
      const whole = await store.read();
      const lazy = await new FileStateStore(path).read();
      for (const plural of ['configmaps', 'services', 'pods']) {
        for (const name of 'abcdef') {
          expect(lazy?.get(plural, 'default', name)).toEqual(whole?.all(plural).get(`default/${name}`));
        }
        for (const text of ['"10.0.0.30"', 'éé', '"default"']) {
          const found = lazy?.containing(plural, text)?.map(keyOf).sort();
          const all = [...(whole?.all(plural).values() ?? [])].filter((object) =>
            JSON.stringify(object).includes(text),
          );
          if (found) expect(found).toEqual(all.map(keyOf).sort());
        }
      }
    }),
    { numRuns: 60 },
  );
});
