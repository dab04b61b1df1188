import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/discovery/resolver/candidates.ts';
import { lookupHints } from '../../src/discovery/resolver/hints.ts';
import { dnsClient } from '../../src/discovery/resolver/client.ts';
import { throwawayPod, type Asker } from '../../src/discovery/resolver/asker.ts';
import { queryCosts } from '../../src/discovery/resolver/query-count.ts';
import { resolveFor, type ResolveOptions } from '../../src/discovery/resolver/resolve.ts';
import { busyboxNslookup } from '../../src/render/dns/busybox-nslookup.ts';
import { bindNslookup } from '../../src/render/dns/nslookup.ts';
import { lab } from '../render/dns/lab.ts';

const pod = throwawayPod('default');
const node: Asker = { kind: 'node', node: 'node1' };
const settings = {
  nameservers: ['10.96.0.10'],
  searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
  options: ['ndots:5'],
};

describe('the names that are tried', () => {
  const search = (name: string): string[] => settings.searches.map((domain) => `${name}.${domain}.`);
  test('few dots: the search list, then the name', () => {
    for (const manner of ['glibc', 'musl', 'bind'] as const) {
      expect(candidates('my-app.default', settings, manner)).toEqual([...search('my-app.default'), 'my-app.default.']);
    }
  });
  test('enough dots: the name, and with glibc the search list after it', () => {
    expect(candidates('a.b.c.d.e.f', settings, 'glibc')).toEqual(['a.b.c.d.e.f.', ...search('a.b.c.d.e.f')]);
    expect(candidates('a.b.c.d.e.f', settings, 'musl')).toEqual(['a.b.c.d.e.f.']);
    expect(candidates('a.b.c.d.e.f', settings, 'bind')).toEqual(['a.b.c.d.e.f.']);
  });
  test('a final dot: only the name', () => expect(candidates('a.', settings, 'glibc')).toEqual(['a.']));
  test('names that cannot be sent are left out', () =>
    expect(candidates(`${'a'.repeat(63)}.`.repeat(4), settings, 'musl')).toEqual([]));
});

describe('getaddrinfo', () => {
  /** name, options -> `NAME TYPE` of every query, addresses, error */
  const cases: [string, ResolveOptions, number, string[], string?][] = [
    ['my-app', {}, 2, ['10.96.12.34']],
    ['my-app', { family: 4 }, 1, ['10.96.12.34']],
    ['my-app.other', {}, 4, ['10.96.99.9']],
    ['alertmanager.prom-alert.svc', {}, 6, ['10.96.77.7']],
    ['my-app.default.svc.cluster.local', {}, 8, ['10.96.12.34']],
    ['my-app.default.svc.cluster.local.', {}, 2, ['10.96.12.34']],
    ['dual', {}, 2, ['10.96.5.5', 'fd00:10:96::5']],
    ['nope', {}, 8, [], 'Name or service not known'],
    ['nope', { libc: 'musl' }, 8, [], 'Name does not resolve'],
    ['default', {}, 8, [], 'No address associated with hostname'],
    ['default', { libc: 'musl' }, 4, [], 'Name does not resolve'],
    ['extns', {}, 2, [], 'Name or service not known'],
    ['example.com', {}, 10, [], 'Temporary failure in name resolution'],
    ['example.com', { libc: 'musl' }, 18, [], 'Try again'],
    ['localhost', {}, 0, ['127.0.0.1']],
    ['10.1.2.3', {}, 0, ['10.1.2.3']],
    ['fd00::1', {}, 0, ['fd00::1']],
  ];
  for (const [name, options, queries, addresses, error] of cases) {
    test(`${name} ${JSON.stringify(options)}`, () => {
      const found = resolveFor(lab, pod, name, { assumeDns: true, ...options });
      expect([found.queries.length, found.addresses, found.error]).toEqual([queries, addresses, error]);
    });
  }

  test('silence ends the search after one more try as it is', () => {
    const found = resolveFor(lab, pod, 'my-app.other', { reach: () => 'timeout' });
    expect(found.rcode).toBe('TIMEOUT');
    expect(new Set(found.queries.map(({ question }) => question.name))).toEqual(
      new Set(['my-app.other.default.svc.cluster.local.', 'my-app.other.']),
    );
  });

  test('kube-dns without endpoints stays silent, unless it is assumed to answer', () => {
    expect(resolveFor(lab, pod, 'my-app').rcode).toBe('TIMEOUT');
    expect(resolveFor(lab, pod, 'my-app', { assumeDns: true }).rcode).toBe('NOERROR');
  });

  test("the node's resolver does not know the cluster's names", () => {
    const found = resolveFor(lab, node, 'my-app.default');
    expect([found.rcode, found.queries.map(({ server }) => server)]).toEqual([
      'NXDOMAIN',
      ['127.0.0.53', '127.0.0.53'],
    ]);
  });
});

test('what a name costs, and would cost with ndots:2 or a final dot', () => {
  expect(queryCosts(lab, pod, 'api.stripe.com')).toEqual({ asItIs: 8, withNdots2: 2, withFinalDot: 2 });
  expect(queryCosts(lab, pod, 'my-app')).toEqual({ asItIs: 2, withNdots2: 2, withFinalDot: undefined });
});

describe('hints', () => {
  const cases: [string, Asker, string][] = [
    ['alertmanager', pod, 'Service alertmanager is in namespace prom-alert: ask for alertmanager.prom-alert'],
    ['my-app.', pod, 'the final dot keeps the search list away: ask for my-app, or my-app.default.svc.cluster.local.'],
    ['nope', pod, 'there is no Service nope in namespace default'],
    ['example.com', pod, 'example.com is no name of this cluster'],
    ['my-app.default', node, 'node node1 asks 127.0.0.53, which knows nothing of cluster.local'],
    ['my-app.default', node, "ask the cluster's server: nslookup my-app.default.svc.cluster.local 10.96.0.10"],
    ['ext', pod, 'example.com is no name of this cluster, and kubesim asks nobody outside it'],
  ];
  for (const [name, asker, hint] of cases) {
    test(hint, () => {
      const client = dnsClient(lab, asker, { assumeDns: true });
      bindNslookup(client, [name]);
      expect(lookupHints(lab, asker, name, client.exchanges).join()).toContain(hint);
    });
  }
  test('a node that asks the cluster has no search list either', () => {
    const client = dnsClient(lab, node, { assumeDns: true });
    bindNslookup(client, ['my-app.default', '10.96.0.10']);
    expect(lookupHints(lab, node, 'my-app.default', client.exchanges)).toEqual([
      'my-app.default was asked as it is, without the search list: ask for my-app.default.svc.cluster.local',
    ]);
  });
  test('a tool that leaves the search list out', () => {
    const client = dnsClient(lab, pod, { assumeDns: true });
    busyboxNslookup(client, ['my-app.other']);
    expect(lookupHints(lab, pod, 'my-app.other', client.exchanges)).toEqual([
      'my-app.other was asked as it is, without the search list: ask for my-app.other.svc.cluster.local',
    ]);
  });
  test('none where the name was found', () => {
    const client = dnsClient(lab, pod, { assumeDns: true });
    bindNslookup(client, ['my-app']);
    expect(lookupHints(lab, pod, 'my-app', client.exchanges)).toEqual([]);
  });
  test('a DNS Service without endpoints', () => {
    const client = dnsClient(lab, pod);
    expect(bindNslookup(client, ['my-app']).stdout).toBe(
      `${';; communications error to 10.96.0.10#53: timed out\n'.repeat(3)};; no servers could be reached\n\n`,
    );
    expect(lookupHints(lab, pod, 'my-app', client.exchanges).join()).toContain(
      'kube-system/kube-dns (10.96.0.10) has no ready endpoints',
    );
  });
});
