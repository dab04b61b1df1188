import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { terminal } from './run.ts';

/** What a real kubectl said when the manifests of the recorded clusters were applied. */
const recordings = join(import.meta.dirname, '../recordings/1.36');

test.each(readdirSync(recordings))('%s', async (name) => {
  const shell = terminal();
  const ranges = ['--service-cidr', '10.96.0.0/12,fd00:10:96::/112', '--pod-cidr', '10.244.0.0/16,fd00:10:244::/48'];
  await shell.run('cluster', 'init', ...(name === 'dualstack' ? ranges : []));
  // The recorded clusters were empty: no nodes, no cluster DNS.
  await shell.run('delete', 'deploy,ds,svc', '--all', '-n', 'kube-system');
  await shell.run('delete', 'nodes', '--all');
  const { out, err, code } = await shell.run('apply', '-f', join(recordings, name, 'manifests.yaml'));
  expect(code).toBe(0);
  expect(out + err).toBe(readFileSync(join(recordings, name, 'apply.txt'), 'utf8'));
});
