import { expect, test } from 'vitest';
import { terminal } from './run.ts';

test('-o json of what kubectl makes itself stands in the order of Go fields', async () => {
  const { out } = await terminal().run('create', 'svc', 'clusterip', 'a', '--tcp=80', '--dry-run=client', '-o', 'json');
  const keys = [...out.matchAll(/^ {4}(?: {4})?"(\w+)":/gm)].map(([, key]) => key);
  expect(keys.join(' ')).toBe('kind apiVersion metadata name labels spec ports selector type status loadBalancer');
});

test('a warning is told once a command, however many objects it is about', async () => {
  const shell = terminal();
  const manifest = (name: string): string =>
    `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, labels: {x: '1'}}\nspec: {externalIPs: [192.0.2.1], ports: [{port: 80}]}\n`;
  const warning = 'Warning: spec.externalIPs is deprecated and may no longer be implemented in some clusters\n';
  const applied = await shell.feed(`${manifest('a')}---\n${manifest('b')}`, 'apply', '-f', '-');
  expect(applied).toEqual({ out: 'service/a created\nservice/b created\n', err: warning, code: 0 });
  expect((await shell.run('label', 'svc', '-l', 'x=1', 'z=1')).err).toBe(warning);
  expect((await shell.run('get', 'svc')).err).toBe('');
});

test('metadata of a wrong shape is refused by kubectl itself, in its own struct', async () => {
  const { err } = await terminal().feed('apiVersion: v1\nkind: Service\nmetadata: foo\n', 'apply', '-f', '-');
  const struct = 'json: cannot unmarshal string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta';
  expect(err).toContain(`error: unable to decode "STDIN": ${struct}\n`);
});
