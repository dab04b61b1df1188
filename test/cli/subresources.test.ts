import { expect, test } from 'vitest';
import { terminal, type Terminal } from './run.ts';

async function cluster(): Promise<Terminal> {
  const kubesim = terminal();
  await kubesim.run('cluster', 'init');
  await kubesim.run('create', 'deployment', 'web', '--image=nginx');
  await kubesim.run('expose', 'deployment', 'web', '--port=80', '--type=LoadBalancer');
  return kubesim;
}

test('patch --subresource=scale changes the replicas and answers with the scale', async () => {
  const kubesim = await cluster();
  const patch = ['patch', 'deploy', 'web', '--subresource=scale', '--type=merge', '-p', '{"spec":{"replicas":3}}'];
  expect((await kubesim.run(...patch)).out).toBe('scale.autoscaling/web patched\n');
  expect((await kubesim.run(...patch)).out).toBe('scale.autoscaling/web patched (no change)\n');
  expect((await kubesim.run('get', 'deploy', 'web', '--subresource=scale')).out).toMatch(
    /^NAME +DESIRED +AVAILABLE +AGE\nweb +3 +3 +\d+s\n$/,
  );
  const yaml = (await kubesim.run('get', 'deploy', 'web', '--subresource=scale', '-o', 'yaml')).out;
  expect(yaml).toContain('apiVersion: autoscaling/v1\nkind: Scale\n');
  expect(yaml).toContain('status:\n  replicas: 3\n  selector: app=web\n');
});

test('patch --subresource=status changes the status, and without it the status stays', async () => {
  const kubesim = await cluster();
  const patch = [
    'patch',
    'svc',
    'web',
    '--type=merge',
    '-p',
    '{"status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}',
  ];
  const address = async () =>
    (await kubesim.run('get', 'svc', 'web', '-o', 'jsonpath={.status.loadBalancer.ingress[0].ip}')).out;
  const before = await address();
  await kubesim.run(...patch);
  expect(await address()).toBe(before);
  expect((await kubesim.run(...patch, '--subresource=status')).out).toBe('service/web patched\n');
  expect(await address()).toBe('1.2.3.4');
});

test.each([
  [
    'patch of none there is',
    ['patch', 'svc', 'web', '--subresource=scale', '-p', '{}'],
    'Error from server (NotFound): the server could not find the requested resource\n',
  ],
  [
    'get of none there is',
    ['get', 'svc', 'web', '--subresource=x'],
    'Error from server (NotFound): the server could not find the requested resource\n',
  ],
  [
    'get of a list',
    ['get', 'deploy', '--subresource=scale'],
    'error: subresource cannot be used when bulk resources are specified\n',
  ],
])('--subresource: %s', async (_, argv, expected) => {
  expect((await (await cluster()).run(...argv)).err).toBe(expected);
});
