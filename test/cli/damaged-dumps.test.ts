import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import { RECORDINGS } from '../recordings/load-dump.ts';
import { terminal, type Terminal } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-damaged-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A recording's dump with this done to its objects, as a file. */
function dump(version: string, scenario: string, change: (objects: KubeObject[]) => void): string {
  const text = readFileSync(new URL(`${version}/${scenario}/cluster.yaml`, RECORDINGS), 'utf8');
  const { items } = parse(text) as { items: KubeObject[] };
  change(items);
  const file = join(folder, 'dump.json');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  return file;
}

test('an endpoint without addresses is described as one that has none', async () => {
  const file = dump('1.36', 'types', (objects) => {
    for (const object of objects)
      if (object.kind === 'EndpointSlice') object['endpoints'] = [{ conditions: { ready: true } }];
  });
  const { run } = terminal();
  expect(await run('import', '-f', file)).toMatchObject({ code: 0 });
  for (const kind of ['svc', 'endpointslices']) expect(await run('describe', kind, '-A')).toMatchObject({ code: 0 });
});

test.each([
  ['ReplicaSet', { matchLabels: { app: 'another' } }],
  ['ReplicaSet', undefined],
  ['Deployment', { matchLabels: { app: 'another' } }],
  ['Deployment', undefined],
])('a %s that selects other pods than its own makes none', async (kind, selector) => {
  const file = dump('1.36', 'discovery', (objects) => {
    for (const object of objects)
      if (object.kind === kind) object['spec'] = { ...(object['spec'] as object), selector };
  });
  const { run } = terminal();
  await run('import', '-f', file);
  expect(await run('label', 'pods', '--all', 'a=b')).toMatchObject({ code: 0 });
  expect(await run('delete', 'pods', '--all')).toMatchObject({ code: 0 });
});

/** What people, scripts and enemies may leave in a field. */
// prettier-ignore
const LEFT = fc.constantFrom<unknown[]>(
  undefined, null, '', 'None', '10.96.0.10', '::1', '256.1.1.1', '10.0.0.0/8', '\u001b[31m', 'TCP', '__proto__', 'Local',
  'x'.repeat(3000), 0, -1, 65_536, 1.5, 1e300, true, [], {}, [null], [{}], [''],
);

interface Damage {
  readonly object: number;
  /** Which of the object's fields, as a part of all of them. */
  readonly place: number;
  readonly value: unknown;
}
const damages = fc.array(
  fc.record<Damage>({
    object: fc.nat(),
    place: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    value: LEFT,
  }),
  { minLength: 1, maxLength: 8 },
);

/** Every field of the value: what holds it, and its key. */
function placesOf(value: unknown): [holder: Record<string, unknown>, key: string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as [typeof holder, string], ...placesOf(holder[key])]);
}

function damage(objects: readonly KubeObject[], found: readonly Damage[]): void {
  for (const { object, place, value } of found) {
    const places = placesOf(objects[object % objects.length]);
    const [holder, key] = places[Math.floor(place * places.length)] ?? [];
    if (!holder || key === undefined) continue;
    if (value === undefined) delete holder[key];
    else holder[key] = value;
  }
}

const QUESTIONS = [
  'get all,nodes,ns,ep,endpointslices,cm,events -A -o wide --show-labels',
  'describe nodes,ns,svc,ep,endpointslices,pods,deploy,rs,cm -A',
  ...['iptables', 'ipvs', 'nftables', 'userspace'].map((mode) => `matrix -A --proxy-mode ${mode}`),
  'iptables-save --kube-version 1.20',
  'nft list ruleset --proxy-mode nftables',
  'ipvsadm -Ln --proxy-mode ipvs',
  'trace --from external --all --assume-dns tcp 10.96.0.1 443',
  'why svc/kubernetes',
  'stats --services none',
  'env --services',
  'dns zone',
  'nslookup --assume-dns kubernetes.default',
  'label svc,pods,nodes,deploy,endpointslices --all damaged=yes',
  'delete pods --all',
].map((line) => line.split(' '));

/** Asks everything; none may end in a bug of ours. */
async function ask({ run }: Terminal): Promise<void> {
  for (const question of QUESTIONS) expect(await run(...question)).not.toMatchObject({ code: 70 });
}

describe.each([
  ['1.36', 'types'],
  ['1.20', 'discovery'],
  ['1.36', 'dualstack'],
])('%s/%s, damaged anywhere,', (version, scenario) => {
  test.each(['import', 'apply'])('is refused by %s or can be asked everything', async (verb) => {
    await fc.assert(
      fc.asyncProperty(damages, async (found) => {
        const file = dump(version, scenario, (objects) => damage(objects, found));
        const one = terminal();
        expect(await one.run(verb, '-f', file)).not.toMatchObject({ code: 70 });
        await ask(one);
      }),
      { numRuns: verb === 'import' ? 4 : 1 },
    );
  });
});
