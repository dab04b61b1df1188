import { expect, test } from 'vitest';
import { terminal } from './run.ts';

test('set resources adds to what is there, set serviceaccount replaces it', async () => {
  const kubesim = terminal();
  await kubesim.run('cluster', 'init');
  await kubesim.run('create', 'deployment', 'web', '--image=nginx');
  const set = await kubesim.run('set', 'resources', 'deploy', 'web', '--limits=cpu=1000m', '--requests=cpu=0.5');
  expect(set.out).toBe('deployment.apps/web resource requirements updated\n');
  await kubesim.run('set', 'resources', 'deploy/web', '-c', 'ngi*', '--limits=memory=1Gi');
  const account = await kubesim.run('set', 'serviceaccount', 'deploy', 'web', 'default');
  expect(account.out).toBe('deployment.apps/web serviceaccount updated\n');
  const { out } = await kubesim.run('get', 'deploy', 'web', '-o', 'jsonpath={.spec.template.spec}');
  const spec = JSON.parse(out) as { serviceAccountName: string; containers: { resources: unknown }[] };
  expect(spec.serviceAccountName).toBe('default');
  expect(spec.containers[0]?.resources).toEqual({ limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } });
});

test.each([
  [
    ['set', 'resources', 'deploy/web'],
    'error: you must specify an update to requests or limits (in the form of --requests/--limits)\n',
  ],
  [
    ['set', 'resources', 'deploy/web', '--limits=cpu'],
    'error: Invalid argument syntax cpu, expected <resource>=<value>\n',
  ],
  [['set', 'resources', 'deploy/web', '--limits=cpu=1', '-c', 'x'], 'error: unable to find container named x\n'],
])('%j is refused', async (argv, expected) => {
  const kubesim = terminal();
  await kubesim.run('cluster', 'init');
  await kubesim.run('create', 'deployment', 'web', '--image=nginx');
  expect((await kubesim.run(...argv)).err).toBe(expected);
});
