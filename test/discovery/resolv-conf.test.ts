import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Pod } from '../../src/api/pod/type.ts';
import { formResolvConf } from '../../src/discovery/resolv-conf/pod-resolv-conf.ts';
import { nodeFileWarnings, searchLimits } from '../../src/discovery/resolv-conf/limits.ts';
import { RECORDINGS } from './recording.ts';

const text = readFileSync(join(RECORDINGS, 'general', 'resolv.txt'), 'utf8');

/** One recorded case: what kubelet was given and what it made of it. */
interface Case {
  readonly title: string;
  readonly pod: Pick<Pod, 'metadata' | 'spec'>;
  readonly host: string | undefined;
  readonly clusterDNS: readonly string[];
  readonly clusterDomain: string;
  readonly result: string;
  readonly events: readonly string[];
}

const cases = text.split('\n#####')[0]?.split('\n### ').slice(1).map(readCase) ?? [];

describe('what kubelet wrote', () => {
  test('every case of the recording is read', () => expect(cases).toHaveLength(43));
  for (const { title, pod, host, clusterDNS, clusterDomain, result, events } of cases) {
    test(title, () => {
      const kubelet = { clusterDNS, clusterDomain, hostFile: host, limits: searchLimits('1.36') };
      const formed = formResolvConf(kubelet, { ...pod, metadata: { ...pod.metadata, uid: 'u' } });
      expect(formed.text).toBe(result);
      expect(formed.warnings.map(({ about, reason, message }) => `Warning ${reason} ${message} [on ${about}]`)).toEqual(
        events,
      );
    });
  }
});

describe("kubelet's check of the node's own file", () => {
  const limits = searchLimits('1.36');
  const searching = (domains: readonly string[]): string[] =>
    nodeFileWarnings(`search ${domains.join(' ')}\n`, 'cluster.local', limits).map(({ message }) => message);
  test('bears 29 domains, not 30', () => {
    const many = Array.from({ length: 30 }, (_, i) => `d${i}.lan`);
    expect(searching(many.slice(1))).toEqual([]);
    expect(searching(many)).toEqual([
      "Resolv.conf file '/etc/resolv.conf' contains search line consisting of more than 29 domains!",
    ]);
  });
  test('names long paths, long lines and nameservers without address', () => {
    expect(searching(['a'.repeat(254)])).toEqual([
      'Resolv.conf file "/etc/resolv.conf" contains a search path which length is more than allowed 253 chars!',
    ]);
    expect(searching(Array.from({ length: 9 }, () => 'b'.repeat(250)))).toEqual([
      "Resolv.conf file '/etc/resolv.conf' contains search line which length is more than allowed 2048 chars!",
    ]);
    expect(nodeFileWarnings('nameserver\n', '', limits)[0]?.message).toBe('nameserver list is empty ');
  });
});

test('Kubernetes 1.20 bears 6 paths and 256 characters', () => {
  const spec = { containers: [], dnsConfig: { searches: ['a.example', 'b.example', 'c.example', 'd.example'] } };
  const kubelet = {
    clusterDNS: ['10.96.0.10'],
    clusterDomain: 'cluster.local',
    hostFile: '',
    limits: searchLimits('1.20'),
  };
  const formed = formResolvConf(kubelet, { metadata: { name: 'p' }, spec });
  expect(formed.searches).toHaveLength(6);
  expect(formed.warnings).toHaveLength(1);
});

function readCase(block: string): Case {
  const [title = ''] = block.split('\n');
  const part = (name: string): string | undefined =>
    new RegExp(`\\n--- ${name}[^\\n]*\\n([^]*?)(?=\\n--- |$)`).exec(`${block}\n`)?.[1];
  const value = (name: string): string | undefined => new RegExp(`\\n--- ${name}: (.*)`).exec(block)?.[1];
  const dns = value('clusterDNS');
  const result = part('resulting /etc/resolv.conf') ?? '';
  const events = /\n--- events\n/.test(block) ? (part('events') ?? '') : '';
  return {
    title,
    pod: parse(part('pod') ?? '') as Case['pod'],
    host: value('kubelet resolvConf') === '""' ? undefined : part('host resolv.conf'),
    clusterDNS: dns === 'none' ? [] : (dns ?? '10.96.0.10').split(', '),
    clusterDomain: value('clusterDomain')?.replaceAll('"', '') ?? 'cluster.local',
    result: result
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('--- '))
      .map((line) => `${line}\n`)
      .join(''),
    events: events.split('\n').filter((line) => line !== ''),
  };
}
