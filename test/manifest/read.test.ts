import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { originText } from '../../src/net/origin.ts';
import { isClusterConfiguration, objectOf, resourceOfDocument } from '../../src/manifest/identify.ts';
import { readManifest } from '../../src/manifest/read.ts';

const recordings = join(import.meta.dirname, '..', 'recordings');

/** The manifests of recordings/general/validation.txt: file name, text and what kubectl said. */
function recordedCases(): { file: string; text: string; stderr: string; stdout: string }[] {
  const path = join(recordings, 'general', 'validation.txt');
  return readFileSync(path, 'utf8')
    .split(/^##### /m)
    .slice(1)
    .flatMap((block) => {
      const found =
        /^--- manifest (\S+)\n([^]*?)^--- command\n[^]*?^--- stdout\n([^]*?)^--- stderr\n([^]*?)^--- exit/m.exec(block);
      if (!found) return [];
      const [, file = '', text = '', stdout = '', stderr = ''] = found;
      return [{ file, text, stdout, stderr }];
    });
}

const CLIENT = /^error: (error parsing|error validating|unable to decode|resource mapping not found|no objects passed)/;

test('what kubectl refuses before it asks the server is refused in its words', async () => {
  const cases = recordedCases();
  let refused = 0;
  for (const { file, text, stderr } of cases) {
    const said = await complaint(text, file);
    if (CLIENT.test(stderr)) {
      refused++;
      expect(`error: ${said}\n`, file).toBe(stderr);
    } else if (said !== undefined && !stderr.includes('no kind "service"')) expect(`${file}: ${said}`).toBe('nothing');
  }
  expect(cases.length).toBeGreaterThan(170);
  expect(refused).toBeGreaterThan(15);
});

async function complaint(text: string, file: string): Promise<string | undefined> {
  const manifest = await readManifest(text, file);
  try {
    for (const document of manifest.documents) resourceOfDocument(document, objectOf(document));
  } catch (error) {
    return (error as Error).message;
  }
  if (manifest.error) return manifest.error.message;
  return manifest.documents.length === 0 ? 'no objects passed to apply' : undefined;
}

test('the documents before a broken one are there', async () => {
  const { documents, error } = await readManifest('kind: A\n---\nkind: B\n---\nx: {\n', 'a.yaml');
  expect(documents.map(({ value, line }) => [value, line])).toEqual([
    [{ kind: 'A' }, 1],
    [{ kind: 'B' }, 3],
  ]);
  expect(error).toMatchObject({ name: 'UserError', file: 'a.yaml', exitCode: 1 });
});

const WEB = `# a comment
apiVersion: v1
kind: Service
metadata:
  name: web
  labels: {app.kubernetes.io/name: web, tier: front}
spec:
  ports:
  - port: 80
    targetPort: http   # a name
  - {port: 443, name: tls}
  externalIPs:
    - 192.0.2.1
`;

test.each([
  ['the quick reader', WEB],
  ['the full reader', WEB.replace('name: web\n', 'name: &name web\n')],
])('%s knows where everything stands', async (_, text) => {
  const [document] = (await readManifest(text, 'web.yaml')).documents;
  expect([document?.line, document?.column]).toEqual([2, 1]);
  expect(document?.positions()).toEqual({
    apiVersion: [2, 1],
    kind: [3, 1],
    metadata: [4, 1],
    'metadata.name': [5, 3],
    'metadata.labels': [6, 3],
    'metadata.labels[app.kubernetes.io/name]': [6, 12],
    'metadata.labels.tier': [6, 41],
    spec: [7, 1],
    'spec.ports': [8, 3],
    'spec.ports[0]': [9, 5],
    'spec.ports[0].port': [9, 5],
    'spec.ports[0].targetPort': [10, 5],
    'spec.ports[1]': [11, 5],
    'spec.ports[1].port': [11, 6],
    'spec.ports[1].name': [11, 17],
    'spec.externalIPs': [12, 3],
    'spec.externalIPs[0]': [13, 7],
  });
});

const LIST = `kind: List
apiVersion: v1
items:
- kind: A
  spec:
    x: 1
-   kind: B
    z: [1]
`;

test.each([
  ['quickly read YAML', LIST],
  ['fully read YAML', LIST.replace('apiVersion: v1', 'apiVersion: !!str v1')],
])('items of a list have their own places: %s', async (_, text) => {
  const { documents } = await readManifest(text, 'list.yaml');
  expect(documents.map(({ value }) => value)).toEqual([
    { kind: 'A', spec: { x: 1 } },
    { kind: 'B', z: [1] },
  ]);
  expect(documents.map(({ line, column }) => [line, column])).toEqual([
    [4, 3],
    [7, 5],
  ]);
  expect(documents[0]?.positions()['spec.x']).toEqual([6, 5]);
  expect(documents[1]?.positions()['z[0]']).toEqual([8, 9]);
});

test('JSON: one value, several, lists; with places', async () => {
  const one = '{\n  "kind": "A",\n  "spec": {"ports": [{"port": 80}]}\n}';
  const [document] = (await readManifest(one, 'a.json')).documents;
  expect(document?.positions()).toMatchObject({ kind: [2, 3], 'spec.ports[0].port': [3, 23] });
  const two = await readManifest('{"kind":"A"}\n {"kind":"B"}', 'a.json');
  expect(two.documents.map(({ value, line, column }) => [value, line, column])).toEqual([
    [{ kind: 'A' }, 1, 1],
    [{ kind: 'B' }, 2, 2],
  ]);
  const list = await readManifest(
    '{"kind":"ServiceList","apiVersion":"v1","items":[{"metadata":{"name":"a"}}]}',
    'l.json',
  );
  expect(list.documents[0]?.value).toEqual({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } });
});

test.each([
  ['{"a": 1', 'unexpected EOF', [1, 8]],
  ['{"a" 1}', "invalid character '1' after object key", [1, 6]],
  ['{"a": 1\n "b": 2}', `invalid character '"' after object key:value pair`, [2, 2]],
  ['[1, 2', 'unexpected EOF', [1, 6]],
])('broken JSON %s', async (text, problem, place) => {
  const { error } = await readManifest(text, 'x.json');
  expect(error?.message).toBe(`error parsing x.json: ${problem}`);
  expect(error).toMatchObject({ line: place[0], column: place[1] });
});

test('YAML as kubectl reads it: 1.1 words and numbers, quotes, merge keys, duplicate keys', async () => {
  const text = `a: yes\nb: "yes"\nc: 0755\nd: 1_000\ne: 2026-11-22\nf: 0x1F\ng: ~\nh: .5\non: off\n1: x\ny: 1.0\n`;
  const [document] = (await readManifest(text, 'x.yaml')).documents;
  expect(document?.value).toEqual({
    a: true,
    b: 'yes',
    c: 493,
    d: 1000,
    e: '2026-11-22',
    f: 31,
    g: null,
    h: 0.5,
    true: 1,
    1: 'x',
  });
  const merged = await readManifest('x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  b: 3\n', 'x.yaml');
  expect(merged.documents[0]?.value).toEqual({ x: { a: 1, b: 2 }, z: { a: 1, b: 3 } });
  const twice = await readManifest('kind: A\nkind: B\n', 'x.yaml');
  expect(twice.documents[0]).toMatchObject({ value: { kind: 'B' }, duplicates: ['kind'] });
});

test.each([
  [
    'billion laughs',
    `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((c, i) => `${c}: &${c} [${Array(10).fill(`*${'abcdefgh'[i]}`).join(',')}]\n`)
      .join('')}`,
    'excessive aliasing',
  ],
  ['an alias of itself', 'a: &a [*a]\n', "anchor 'a' value contains itself"],
  ['an unknown alias', 'a: *b\n', "unknown anchor 'b' referenced"],
  ['a prototype', '__proto__: {x: 1}\n', '__proto__'],
  ['a prototype in JSON', '{"a": {"__proto__": {"x": 1}}}', '__proto__'],
  ['a hidden prototype in JSON', '{"a": {"\\u005f_proto__": {"x": 1}}}', '__proto__'],
  ['deep brackets', '['.repeat(100_000), 'unexpected EOF|max depth'],
  ['deep JSON', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'max depth|__proto__'],
  ['deep blocks', Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i)}a:\n`).join(''), 'max depth|expected key'],
  ['control characters', 'a: "\u0001"\n', 'control characters are not allowed'],
])('hostile: %s', async (_, text, problem) => {
  const { error } = await readManifest(text, 'x.yaml');
  expect(error?.message).toMatch(new RegExp(problem));
});

test('too much text is refused before it is read', async () => {
  expect((await readManifest('a: 1\n', 'x.yaml', 3)).error?.message).toContain('too large');
});

test('every recorded manifest and dump is read by the quick reader alone', async () => {
  let objects = 0;
  for (const version of ['1.36', '1.20']) {
    for (const scenario of readdirSync(join(recordings, version))) {
      for (const name of ['cluster', 'manifests', 'endpoints']) {
        const text = readFileSync(join(recordings, version, scenario, `${name}.yaml`), 'utf8');
        const { documents, error } = await readManifest(text, `${name}.yaml`);
        expect(error).toBeUndefined();
        for (const document of documents) {
          const object = objectOf(document);
          expect(resourceOfDocument(document, object).kind).toBe(object.kind);
          objects++;
        }
      }
    }
  }
  expect(objects).toBeGreaterThan(300);
});

test('kubeadm configuration is recognised', () => {
  expect(isClusterConfiguration({ apiVersion: 'kubeadm.k8s.io/v1beta4', kind: 'ClusterConfiguration' })).toBe(true);
  expect(isClusterConfiguration({ apiVersion: 'kubelet.config.k8s.io/v1beta1' })).toBe(true);
  expect(isClusterConfiguration({ apiVersion: 'v1', kind: 'ConfigMap' })).toBe(false);
});

test('an error names file, line, column and field', async () => {
  const text = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: 123\n';
  const [document] = (await readManifest(text, 'web.yaml')).documents;
  expect(() => document && objectOf(document)).toThrow(
    expect.objectContaining({ line: 4, column: 3, hint: expect.stringContaining('web.yaml:4:3: metadata.name: ') }),
  );
  expect(originText({ object: 'Service web', file: 'web.yaml', line: 4 })).toBe('web.yaml:4');
});
