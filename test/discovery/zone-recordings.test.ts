import { expect, test } from 'vitest';
import { askClusterDns } from '../../src/discovery/cluster-dns.ts';
import { absolute } from '../../src/discovery/message/name.ts';
import type { ResourceRecord } from '../../src/discovery/message/record.ts';
import { masterLine } from '../../src/render/dns/master-line.ts';
import { blocks, recorded, recordedCluster, scenarios } from './recording.ts';

/** What CoreDNS said to dig, in the lines that dig prints for it. */
for (const scenario of scenarios('1.36', 'dns-dig.txt')) {
  const cluster = recordedCluster('1.36', scenario);
  for (const { title, lines } of blocks(recorded('1.36', scenario, 'dns-dig.txt'), '### ')) {
    const [name = '', type = ''] = title.split(' ');
    test(`${scenario}: ${title}`, () => {
      const reply = askClusterDns(cluster, { name: absolute(name), type });
      const sections = (['answers', 'authority', 'additional'] as const).flatMap((section) => {
        const title = { answers: 'ANSWER', authority: 'AUTHORITY', additional: 'ADDITIONAL' }[section];
        return reply[section].length > 0 ? [`;; ${title} SECTION:`, ...reply[section].map(line)] : [];
      });
      const counts = `QUERY: 1, ANSWER: ${reply.answers.length}, AUTHORITY: ${reply.authority.length}, ADDITIONAL: ${reply.additional.length}`;
      const expected = lines.filter((one) => one !== '' && !/Multicast|mDNS|recursion requested/.test(one));
      expect([
        `;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: 0`,
        `;; flags: qr ${reply.authoritative ? 'aa ' : ''}rd; ${counts}`,
        ...sections,
      ]).toEqual(expected);
    });
  }
}

function line(record: ResourceRecord): string {
  return masterLine(record.type === 'SOA' ? { ...record, serial: 0 } : record);
}
