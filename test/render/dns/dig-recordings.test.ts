import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/net/random.ts';
import { throwawayPod } from '../../../src/discovery/resolver/asker.ts';
import { dnsClient } from '../../../src/discovery/resolver/client.ts';
import { dig } from '../../../src/render/dns/dig.ts';
import { blocks, recorded, recordedCluster, scenarios } from '../../discovery/recording.ts';

const FLAGS = ['+noall', '+answer', '+authority', '+additional', '+comments', '+nocookie', '+noedns'];

/** kubesim's own dig against what the real dig printed of the real CoreDNS; id and serial aside. */
for (const scenario of scenarios('1.36', 'dns-dig.txt')) {
  const cluster = recordedCluster('1.36', scenario);
  test(scenario, () => {
    for (const { title, lines } of blocks(recorded('1.36', scenario, 'dns-dig.txt'), '### ')) {
      const client = dnsClient(cluster, throwawayPod('default'), { assumeDns: true });
      const { stdout, exitCode } = dig(client, [...FLAGS, ...title.split(' ')], {
        now: 0,
        random: seededRandom('dig'),
      });
      const said = stdout.replace(/id: \d+/, 'id: 0').replace(/(hostmaster\.cluster\.local\.) \d+/g, '$1 0');
      const shown = said.split('\n').filter((line) => line !== '' && line !== ';; Got answer:');
      expect([title, exitCode, ...shown]).toEqual([title, 0, ...lines.filter((line) => line !== '')]);
    }
  });
}
