import { expect, test } from 'vitest';
import { terminal } from './run.ts';

test.each([
  ['a merge patch unless told otherwise', ['{"spec":{"hostNetwork":true}}'], '  hostNetwork: true\n'],
  [
    'a strategic patch finds containers by their names',
    ['{"spec":{"containers":[{"name":"p","stdin":true}]}}', '--override-type=strategic'],
    '  - image: nginx\n    name: p\n    resources: {}\n    stdin: true\n',
  ],
  [
    'a JSON patch',
    ['[{"op":"add","path":"/spec/hostNetwork","value":true}]', '--override-type=json'],
    '  hostNetwork: true\n',
  ],
  ['no JSON', ['{'], 'error: Invalid JSON Patch\n'],
  ['no type', ['{}', '--override-type=x'], 'error: invalid override type: x\n'],
  [
    'a value of another type',
    ['{"spec":{"hostNetwork":"x"}}'],
    'error: json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool\n',
  ],
])('run --overrides: %s', async (_, [overrides, ...more], expected) => {
  const options = [`--overrides=${overrides ?? ''}`, ...more, '--dry-run=client', '-o', 'yaml'];
  const { out, err } = await terminal().run('run', 'p', '--image=nginx', ...options);
  expect(out + err).toContain(expected);
});

test('expose --overrides changes the Service that is made', async () => {
  const kubesim = terminal();
  await kubesim.run('cluster', 'init');
  await kubesim.run('create', 'deployment', 'web', '--image=nginx');
  await kubesim.run('expose', 'deployment', 'web', '--port=80', '--overrides={"spec":{"type":"NodePort"}}');
  expect((await kubesim.run('get', 'svc', 'web', '-o', 'jsonpath={.spec.type}')).out).toBe('NodePort');
});
