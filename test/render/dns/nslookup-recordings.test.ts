import { expect, test } from 'vitest';
import { dnsClient } from '../../../src/discovery/resolver/client.ts';
import { throwawayPod } from '../../../src/discovery/resolver/asker.ts';
import { bindNslookup } from '../../../src/render/dns/nslookup.ts';
import { blocks, recorded, recordedCluster, scenarios } from '../../discovery/recording.ts';

/** What the real nslookup printed when it asked the real CoreDNS: every byte, and the exit code. */
for (const scenario of scenarios('1.36', 'nslookup.txt')) {
  const cluster = recordedCluster('1.36', scenario);
  for (const { title, lines } of blocks(recorded('1.36', scenario, 'nslookup.txt'), '$ ')) {
    test(`${scenario}: ${title}`, () => {
      const [, namespace = '', command = ''] = /^\[(\S+)\] nslookup (.*)$/.exec(title) ?? [];
      const client = dnsClient(cluster, throwawayPod(namespace), { assumeDns: true });
      const run = bindNslookup(client, command.split(' '));
      const end = lines.findIndex((line) => line.startsWith('# exit'));
      expect(run.stdout).toBe(`${lines.slice(0, end).join('\n')}\n`);
      expect(`# exit ${run.exitCode}`).toBe(lines[end]);
    });
  }
}
