import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { failureOf } from '../../src/cli/failure.ts';
import { processIo } from '../../src/cli/io.ts';
import { terminal } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const map = (rest: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n${rest}`;
const stairs = Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');

test.each<[string, string | Buffer, string]>([
  ['flow.yaml', map(`data: ${'['.repeat(20_000)}`), 'yaml: exceeded max depth'],
  ['stairs.yaml', stairs, 'yaml: exceeded max depth'],
  ['latin1.yaml', Buffer.from(map('data: {a: gr\u00fcn}'), 'latin1'), 'latin1.yaml:4:13: the file is not UTF-8 here'],
  ['utf16.yaml', Buffer.from(`\ufeff${map('')}`, 'utf16le'), 'iconv -f UTF-16 -t UTF-8'],
  ['large.yaml', map(`data: {a: ${'x'.repeat(1_048_577)}}`), '[]: Too long: may not be more than 1048576 bytes'],
])('%s is refused with a reason', async (name, text, reason) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { err, code } = await terminal().run('create', '-f', file);
  expect(err).toContain(reason);
  expect(err).not.toContain('call stack');
  expect(code).toBe(1);
});

test('a disk that cannot be read is not a bug of kubesim', () => {
  const problem = Object.assign(new Error('EIO: i/o error, read'), { errno: -5, code: 'EIO', syscall: 'read' });
  expect(failureOf(problem, processIo())).toEqual({ text: 'error: EIO: i/o error, read\n', code: 2 });
});

test.each([
  ['apply', '-f', '/dev/zero'],
  ['check', '/dev/zero'],
  ['import', '-f', '/dev/zero'],
  ['trace', '--rules', '/dev/zero', 'tcp', '192.0.2.1', '80'],
])('%s stops reading what never ends', async (...words) => {
  expect(await terminal().run(...words)).toMatchObject({
    code: 2,
    err: 'error: /dev/zero is too large for a manifest (more than 512 MiB)\n',
  });
});

test.each<[string, string, string[]]>([
  ['invalid', 'spec:\n  type: Foo\n  ports: [{ port: 99999 }]', ['5:3: spec.type', '6:13: spec.ports[0].port']],
  ['missing', 'spec:\n  ports:\n  - name: http', ['6:5: spec.ports[0].port']],
  ['unknown', 'spec:\n  selecter: {}', ['5:3: spec.selecter']],
  ['mistyped', 'spec:\n  ports: 80', ['5:3: spec.ports']],
  ['of no namespace', 'spec: {ports: [{port: 80}]}', ['1:1: Service web']],
])('a Service that is %s is refused with the lines at fault', async (kind, spec, places) => {
  const file = join(folder, 'refused.yaml');
  writeFileSync(file, `apiVersion: v1\nkind: Service\nmetadata: { name: web }\n${spec}\n`);
  const namespace = kind === 'of no namespace' ? ['-n', 'nowhere'] : [];
  const { err, code } = await terminal().run('apply', '-f', file, ...namespace);
  expect(code).toBe(1);
  expect(err.split('\n').map((line) => line.replace(`${file}:`, ''))).toEqual(expect.arrayContaining(places));
});
