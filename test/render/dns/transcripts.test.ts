import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../../src/api/meta.ts';
import { throwawayPod } from '../../../src/discovery/resolver/asker.ts';
import { dnsClient } from '../../../src/discovery/resolver/client.ts';
import { seededRandom } from '../../../src/net/random.ts';
import { busyboxNslookup } from '../../../src/render/dns/busybox-nslookup.ts';
import { dig } from '../../../src/render/dns/dig.ts';
import { getent } from '../../../src/render/dns/getent.ts';
import { host } from '../../../src/render/dns/host.ts';
import { bindNslookup } from '../../../src/render/dns/nslookup.ts';
import { clusterOf } from '../../discovery/recording.ts';
import { commandOf, TOOLS, transcribed, transcript, TRANSCRIPTS } from './transcript.ts';

/** kubesim's tools against what the real ones printed: server/dns/real-tools.test.ts wrote the transcripts. */
const { items } = parse(readFileSync(join(TRANSCRIPTS, 'cluster.yaml'), 'utf8')) as { items: KubeObject[] };
const cluster = clusterOf(items);
const surroundings = { now: 0, random: seededRandom('transcripts') };

for (const tool of TOOLS) {
  for (const { title, lines } of transcribed(tool)) {
    test(title, () => {
      const { namespace, words } = commandOf(title);
      const client = dnsClient(cluster, throwawayPod(namespace), { assumeDns: true });
      const run = {
        nslookup: () => bindNslookup(client, words),
        dig: () => dig(client, words, surroundings),
        host: () => host(client, words),
        busybox: () => busyboxNslookup(client, words.slice(1)),
        getent: () => getent(cluster, throwawayPod(namespace), client, words, { assumeDns: true }),
      }[tool]();
      expect(transcript(run)).toEqual(lines);
    });
  }
}
