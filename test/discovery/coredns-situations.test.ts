import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import { askClusterDns } from '../../src/discovery/cluster-dns.ts';
import { absolute } from '../../src/discovery/message/name.ts';
import { recordData } from '../../src/discovery/message/record.ts';
import type { Reply } from '../../src/discovery/message/reply.ts';
import { clusterOf } from './recording.ts';

/** The situations that CoreDNS's own tests of its kubernetes plug-in put it in, as zone-file lines: question -> what comes back. */
const objects: KubeObject[] = [
  ...['testns', 'svcns', 'podns', 'kube-system'].map((name) => object('Namespace', name)),
  cluster('svc1', ['10.0.0.1'], [{ name: 'http', port: 80 }]),
  cluster('svcempty', ['10.0.0.1'], [{ name: 'http', port: 80 }]),
  cluster('svc6', ['1234:abcd::1'], [{ name: 'http', port: 80 }]),
  cluster('svc-dual-stack', ['10.0.0.3', '10::3'], [{ name: 'http', port: 80 }]),
  cluster('hdls1', ['None'], [{ name: 'http', port: 80 }]),
  cluster('hdlsprtls', ['None'], []),
  cluster('unready', ['None'], [{ name: 'http', port: 80 }]),
  external('external', 'ext.interwebs.test'),
  external('external-to-service', 'svc1.testns.svc.cluster.local.'),
  external('loop', 'loop.testns.svc.cluster.local'),
  external('number', '1.2.3.4'),
  ...Array.from({ length: 12 }, (_, i) =>
    external(`step${i}`, `${i < 11 ? `step${i + 1}` : 'svc1'}.testns.svc.cluster.local`),
  ),
  slice('svc1', [{ addresses: ['172.0.0.1'], hostname: 'ep1a' }]),
  slice('hdls1', [
    { addresses: ['172.0.0.2'] },
    { addresses: ['172.0.0.3'] },
    { addresses: ['172.0.0.4'], hostname: 'dup-name' },
    { addresses: ['172.0.0.5'], hostname: 'dup-name' },
    { addresses: ['5678:abcd::1'] },
    { addresses: ['5678:abcd::'] },
  ]),
  { ...slice('hdlsprtls', [{ addresses: ['172.0.0.20'] }]), ports: [] },
  slice('unready', [{ addresses: ['172.0.0.30'], conditions: { ready: false, serving: true } }]),
  { ...object('Pod', 'foo', 'podns'), spec: {}, status: { podIP: '10.240.0.1', phase: 'Running' } },
  { ...object('Pod', 'six', 'podns'), spec: {}, status: { podIP: '5:6::1', phase: 'Running' } },
  { ...object('Pod', 'lost', 'podns'), spec: {}, status: { podIP: '10.240.0.9', phase: 'Unknown' } },
];

const soa = 'SOA ns.dns.cluster.local. hostmaster.cluster.local. 1 7200 1800 86400 5';

/** [question, rcode, answers, additional] */
const TABLE: [string, string, string[], string[]?][] = [
  ['svc1.testns.svc.cluster.local A', 'NOERROR', ['A 10.0.0.1']],
  ['SvC1.TeStNs.SvC.cLuStEr.LoCaL A', 'NOERROR', ['A 10.0.0.1']],
  ['svcempty.testns.svc.cluster.local A', 'NOERROR', ['A 10.0.0.1']],
  ['svc1.testns.svc.cluster.local AAAA', 'NOERROR', []],
  ['svc1.testns.svc.cluster.local TXT', 'NOERROR', []],
  ['svc1.testns.svc.cluster.local HINFO', 'NOERROR', []],
  ['svc1.testns.svc.cluster.local MX', 'NOERROR', []],
  ['svc1.testns.svc.cluster.local SOA', 'NOERROR', []],
  ['svc1.testns.svc.cluster.local PTR', 'NOERROR', []],
  ['svc0.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['svc0.testns.svc.cluster.local ANY', 'NXDOMAIN', []],
  ['svc1.nons.svc.cluster.local A', 'NXDOMAIN', []],
  ['svc0.nons.svc.cluster.local TXT', 'NXDOMAIN', []],
  ['bogus.hdls1.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['a.b.c.svc1.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['a.b.svc1.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['svc6.testns.svc.cluster.local AAAA', 'NOERROR', ['AAAA 1234:abcd::1']],
  ['_http._tcp.svc1.testns.svc.cluster.local A', 'NOERROR', ['A 10.0.0.1']],
  ['_http._tcp.svc1.testns.svc.cluster.local SRV', 'NOERROR', ['SRV 0 100 80 svc1.testns.svc.cluster.local.'], ['A 10.0.0.1']],
  ['_HtTp._TcP.sVc1.TeStNs.SvC.cLuStEr.LoCaL SRV', 'NOERROR', ['SRV 0 100 80 svc1.testns.svc.cLuStEr.LoCaL.'], ['A 10.0.0.1']],
  ['_http._udp.svc1.testns.svc.cluster.local SRV', 'NXDOMAIN', []],
  ['svc-dual-stack.testns.svc.cluster.local SRV', 'NOERROR', ['SRV 0 50 80 svc-dual-stack.testns.svc.cluster.local.'], ['A 10.0.0.3', 'AAAA 10::3']],
  ['hdls1.testns.svc.cluster.local A', 'NOERROR', ['A 172.0.0.2', 'A 172.0.0.3', 'A 172.0.0.4', 'A 172.0.0.5']],
  ['hdls1.testns.svc.cluster.local AAAA', 'NOERROR', ['AAAA 5678:abcd::1', 'AAAA 5678:abcd::']],
  ['_http._tcp.hdls1.testns.svc.cluster.local SRV', 'NOERROR', [
      'SRV 0 16 80 172-0-0-2.hdls1.testns.svc.cluster.local.',
      'SRV 0 16 80 172-0-0-3.hdls1.testns.svc.cluster.local.',
      'SRV 0 16 80 dup-name.hdls1.testns.svc.cluster.local.',
      'SRV 0 16 80 5678-abcd--1.hdls1.testns.svc.cluster.local.',
      'SRV 0 16 80 5678-abcd--0.hdls1.testns.svc.cluster.local.',
    ], ['A 172.0.0.2', 'A 172.0.0.3', 'A 172.0.0.4', 'A 172.0.0.5', 'AAAA 5678:abcd::1', 'AAAA 5678:abcd::']],
  ['dup-name.hdls1.testns.svc.cluster.local A', 'NOERROR', ['A 172.0.0.4', 'A 172.0.0.5']],
  ['ep1a.svc1.testns.svc.cluster.local A', 'NOERROR', ['A 172.0.0.1']],
  ['5678-abcd--0.hdls1.testns.svc.cluster.local AAAA', 'NOERROR', ['AAAA 5678:abcd::']],
  ['hdlsprtls.testns.svc.cluster.local A', 'NOERROR', ['A 172.0.0.20']],
  ['hdlsprtls.testns.svc.cluster.local SRV', 'NOERROR', []],
  ['unready.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['external.testns.svc.cluster.local CNAME', 'NOERROR', ['CNAME ext.interwebs.test.']],
  ['external.testns.svc.cluster.local A', 'NOERROR', ['CNAME ext.interwebs.test.', 'A 1.2.3.4']],
  ['external.testns.svc.cluster.local SRV', 'NOERROR', []],
  ['endpoint.external.testns.svc.cluster.local CNAME', 'NXDOMAIN', []],
  ['_a._b.external.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['external-to-service.testns.svc.cluster.local A', 'NOERROR', ['CNAME svc1.testns.svc.cluster.local.', 'A 10.0.0.1']],
  ['external-to-service.testns.svc.cluster.local AAAA', 'NOERROR', []],
  ['loop.testns.svc.cluster.local A', 'NOERROR', []],
  ['number.testns.svc.cluster.local A', 'NXDOMAIN', []],
  ['cluster.local SOA', 'NOERROR', [soa]],
  ['cluster.local A', 'NOERROR', []],
  ['cluster.local NS', 'NOERROR', []],
  ['svc.cluster.local A', 'NOERROR', []],
  ['pod.cluster.local A', 'NOERROR', []],
  ['testns.svc.cluster.local A', 'NOERROR', []],
  ['foo.cluster.local NS', 'NXDOMAIN', []],
  ['dns-version.cluster.local TXT', 'NOERROR', ['TXT "1.1.0"']],
  ['dns-version.cluster.local A', 'NXDOMAIN', []],
  ['podns.pod.cluster.local A', 'NOERROR', []],
  ['10-240-0-1.podns.pod.cluster.local A', 'NOERROR', ['A 10.240.0.1']],
  ['172-0-0-2.podns.pod.cluster.local A', 'NXDOMAIN', []],
  ['10-240-0-1.testns.pod.cluster.local A', 'NXDOMAIN', []],
  ['1.0.0.10.in-addr.arpa PTR', 'NOERROR', ['PTR svc1.testns.svc.cluster.local.']],
  ['1.0.0.172.in-addr.arpa PTR', 'NOERROR', ['PTR ep1a.svc1.testns.svc.cluster.local.']],
  ['2.0.0.172.in-addr.arpa PTR', 'NOERROR', ['PTR 172-0-0-2.hdls1.testns.svc.cluster.local.']],
  ['9.0.0.172.in-addr.arpa PTR', 'NXDOMAIN', []],
  ['10-240-0-1.podns.pod.cluster.local SRV', 'NOERROR', ['SRV 0 100 0 10-240-0-1.podns.pod.cluster.local.'], ['A 10.240.0.1']],
  ['any.10-240-0-1.podns.pod.cluster.local A', 'NOERROR', ['A 10.240.0.1']],
  ['5-6-0-0-0-0-0-1.podns.pod.cluster.local AAAA', 'NXDOMAIN', []],
  ['10-240-0-9.podns.pod.cluster.local A', 'NXDOMAIN', []],
  ['CLUSTER.local NS', 'NOERROR', []],
  ['cluster.local TXT', 'NXDOMAIN', []],
  ['testns.svc.cluster.local TXT', 'NXDOMAIN', []],
  ['nope.cluster.local SOA', 'NOERROR', []],
  ['in-addr.arpa PTR', 'NOERROR', []],
  ['0.10.in-addr.arpa PTR', 'NXDOMAIN', []],
  ['x.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa PTR', 'NOERROR', ['PTR svc6.testns.svc.cluster.local.']],
  ['a.b.c.d.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa PTR', 'NXDOMAIN', []],
  ['1.0.0.0.0.0.a.0.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa PTR', 'NOERROR', ['PTR svc1.testns.svc.cluster.local.']],
  ['step1.testns.svc.cluster.local A', 'NOERROR', [
      ...Array.from({ length: 11 }, (_, i) => `CNAME ${i < 10 ? `step${i + 2}` : 'svc1'}.testns.svc.cluster.local.`), 'A 10.0.0.1',
    ]],
  ['step0.testns.svc.cluster.local A', 'NOERROR', []],
  ['cluster.local AXFR', 'REFUSED', []],
  ['example.org A', 'SERVFAIL', []],
]; // prettier-ignore

describe('CoreDNS with pods verified, ttl 5 and a hosts file behind it', () => {
  const dns = clusterOf([...objects, corefile(`.:53 {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods verified
    }
    hosts /etc/hosts interwebs.test {
      1.2.3.4 ext.interwebs.test
      no_reverse
    }
  }`)]); // prettier-ignore
  for (const [question, rcode, answers, additional = []] of TABLE) {
    test(question, () => {
      const reply = ask(dns, question);
      expect([reply.rcode, data(reply, 'answers'), data(reply, 'additional')]).toEqual([rcode, answers, additional]);
      const isDenied =
        (rcode === 'NXDOMAIN' || rcode === 'NOERROR') && answers.length === 0 && !question.startsWith('example.');
      if (isDenied) expect(reply.authority.map(({ type }) => type)).toEqual(['SOA']);
    });
  }
});

describe('other ways to set up CoreDNS', () => {
  const cases: [string, string, string, string, string[]][] = [
    ['pods are disabled unless said otherwise', 'kubernetes cluster.local', '10-240-0-1.podns.pod.cluster.local A', 'NXDOMAIN', []],
    ['pods insecure believes every address', 'kubernetes cluster.local {\npods insecure\n}', '1-2-3-4.podns.pod.cluster.local A', 'NOERROR', ['A 1.2.3.4']],
    ['IPv4 in IPv6 clothes', 'kubernetes cluster.local {\npods insecure\n}', '0-0-0-0-0-ffff-a00-1.podns.pod.cluster.local A', 'NOERROR', ['A 10.0.0.1']],
    ['namespaces hides the others from PTR', 'kubernetes cluster.local in-addr.arpa {\nnamespaces podns\n}', '2.0.0.172.in-addr.arpa PTR', 'NXDOMAIN', []],
    ['pods insecure reads IPv6', 'kubernetes cluster.local {\npods insecure\n}', '10--3.podns.pod.cluster.local AAAA', 'NOERROR', ['AAAA 10::3']],
    ['namespaces hides the others', 'kubernetes cluster.local {\nnamespaces podns\n}', 'svc1.testns.svc.cluster.local A', 'NXDOMAIN', []],
    ['ignore empty_service', 'kubernetes cluster.local {\nignore empty_service\n}', 'svcempty.testns.svc.cluster.local A', 'NXDOMAIN', []],
    ['another zone', 'kubernetes k8s.example', 'svc1.testns.svc.k8s.example A', 'NOERROR', ['A 10.0.0.1']],
    ['nothing behind the plug-in', 'kubernetes cluster.local', 'example.org A', 'SERVFAIL', []],
    ['fallthrough hands on', 'kubernetes cluster.local {\nfallthrough\n}\nhosts {\n9.9.9.9 nope.testns.svc.cluster.local\n}', 'nope.testns.svc.cluster.local A', 'NOERROR', ['A 9.9.9.9']],
    ['rewrite name exact', 'rewrite name web.example svc1.testns.svc.cluster.local\nkubernetes cluster.local', 'web.example A', 'NOERROR', ['A 10.0.0.1']],
    ['rewrite name suffix', 'rewrite name suffix .shop.example .testns.svc.cluster.local answer auto\nkubernetes cluster.local', 'svc1.shop.example A', 'NOERROR', ['A 10.0.0.1']],
    ['rewrite name regex', 'rewrite name regex (.*)-x\\.example {1}.testns.svc.cluster.local\nkubernetes cluster.local', 'svc1-x.example A', 'NOERROR', ['A 10.0.0.1']],
    ['template', 'template IN A example {\nmatch ^ip-(?P<a>[0-9]+)\\.example\\.$\nanswer "{{ .Name }} 60 IN A 10.9.8.{{ .Group.a }}"\nfallthrough\n}\nkubernetes cluster.local', 'ip-7.example A', 'NOERROR', ['A 10.9.8.7']],
    ['a name outside that cannot exist', 'kubernetes cluster.local\nforward . 9.9.9.9', 'nope A', 'NXDOMAIN', []],
    ['a name outside that kubesim cannot know', 'kubernetes cluster.local\nforward . 9.9.9.9', 'example.com A', 'SERVFAIL', []],
  ]; // prettier-ignore
  for (const [title, body, question, rcode, answers] of cases) {
    test(title, () => {
      const reply = ask(clusterOf([...objects, corefile(`.:53 {\n${body}\n}`)]), question);
      expect([reply.rcode, data(reply, 'answers')]).toEqual([rcode, answers]);
    });
  }

  test('owner names are set back after an exact rewrite', () => {
    const dns = clusterOf([
      ...objects,
      corefile('.:53 {\nrewrite name web.example svc1.testns.svc.cluster.local\nkubernetes cluster.local\n}'),
    ]);
    expect(ask(dns, 'web.example A').answers[0]?.name).toBe('web.example.');
  });

  test('cache caps TTLs, except where it is disabled', () => {
    const ttl = (more: string): number | undefined =>
      ask(
        clusterOf([...objects, corefile(`.:53 {\nkubernetes cluster.local {\nttl 60\n}\ncache 30 {\n${more}\n}\n}`)]),
        'svc1.testns.svc.cluster.local A',
      ).answers[0]?.ttl;
    expect([ttl(''), ttl('disable success cluster.local')]).toEqual([30, 60]);
  });

  test('the closest server block answers', () => {
    const dns = clusterOf([
      ...objects,
      corefile('cluster.local {\nkubernetes\n}\nexample.org:53 {\nhosts {\n1.1.1.1 a.example.org\n}\n}'),
    ]);
    expect(data(ask(dns, 'svc1.testns.svc.cluster.local A'), 'answers')).toEqual(['A 10.0.0.1']);
    expect(data(ask(dns, 'a.example.org A'), 'answers')).toEqual(['A 1.1.1.1']);
    expect(ask(dns, 'example.com A').rcode).toBe('REFUSED');
  });
});

describe('name servers of the zone', () => {
  test('are the Service in front of CoreDNS', () => {
    const dns = clusterOf([
      ...objects,
      {
        ...cluster('kube-dns', ['10.96.0.10'], [{ name: 'dns', port: 53, protocol: 'UDP' }]),
        metadata: { name: 'kube-dns', namespace: 'kube-system' },
      },
      {
        ...slice('kube-dns', [{ addresses: ['10.244.1.2'] }]),
        metadata: {
          name: 'kube-dns-x',
          namespace: 'kube-system',
          labels: { 'kubernetes.io/service-name': 'kube-dns' },
        },
      },
    ]);
    const reply = ask(dns, 'cluster.local NS');
    expect([...data(reply, 'answers'), ...data(reply, 'additional')]).toEqual([
      'NS kube-dns.kube-system.svc.cluster.local.',
      'A 10.96.0.10',
    ]);
    expect(data(ask(dns, 'ns.dns.cluster.local A'), 'answers')).toEqual(['A 10.96.0.10']);
  });
});

function ask(dns: ReturnType<typeof clusterOf>, text: string): Reply {
  const [name = '', type = ''] = text.split(' ');
  return askClusterDns(dns, { name: absolute(name), type });
}

function data(reply: Reply, section: 'answers' | 'additional'): string[] {
  return reply[section].map((record) => `${record.type} ${recordData(record)}`);
}

function object(kind: string, name: string, namespace?: string): KubeObject {
  return { apiVersion: 'v1', kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

function cluster(name: string, clusterIPs: string[], ports: object[]): KubeObject {
  return {
    ...object('Service', name, 'testns'),
    spec: { type: 'ClusterIP', clusterIP: clusterIPs[0], clusterIPs, ports },
  };
}

function external(name: string, externalName: string): KubeObject {
  return { ...object('Service', name, 'testns'), spec: { type: 'ExternalName', externalName } };
}

function slice(service: string, endpoints: object[]): KubeObject {
  const labels = { 'kubernetes.io/service-name': service };
  const metadata = { name: `${service}-x`, namespace: 'testns', labels };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata,
    endpoints,
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  };
}

function corefile(Corefile: string): KubeObject {
  return { ...object('ConfigMap', 'coredns', 'kube-system'), data: { Corefile } };
}
