import { describe, expect, test } from 'vitest';
import { throwawayPod } from '../../../src/discovery/resolver/asker.ts';
import { seededRandom } from '../../../src/net/random.ts';
import { busyboxNslookup } from '../../../src/render/dns/busybox-nslookup.ts';
import { dig } from '../../../src/render/dns/dig.ts';
import { getent } from '../../../src/render/dns/getent.ts';
import { host } from '../../../src/render/dns/host.ts';
import { bindNslookup } from '../../../src/render/dns/nslookup.ts';
import { oldBusyboxNslookup } from '../../../src/render/dns/old-busybox-nslookup.ts';
import type { ToolRun } from '../../../src/render/dns/tool-run.ts';
import { lab, labClient } from './lab.ts';

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');
const surroundings = { now: Date.parse('2026-11-22T03:51:34Z'), random: seededRandom('x') };
const header = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10#53\n\n';
const noRecursion = ';; Got recursion not available from 10.96.0.10\n';

/** Measured with bind9-dnsutils 9.18, busybox 1.35 and glibc 2.36 against a server with this lab's names. */
describe('nslookup of BIND', () => {
  const cases: [string, string, number, string?][] = [
    ['google.com', `${noRecursion.repeat(3)}${header}Non-authoritative answer:\nName:\tgoogle.com\nAddress: 142.250.1.100\nName:\tgoogle.com\nAddress: 2607:f8b0::64\n\n`, 0],
    ['extns', `${noRecursion}${header}extns.default.svc.cluster.local\tcanonical name = nope.example.com.\n** server can't find nope.example.com: NXDOMAIN\n\n`, 1],
    ['default', `${noRecursion.repeat(2)}${header}${noRecursion}*** Can't find default.svc.cluster.local: No answer\n\n`, 0],
    ['refused.example.com', `${noRecursion}${header}** server can't find refused.example.com.default.svc.cluster.local: REFUSED\n\n`, 1],
    ['-type=BOGUS my-app 10.96.0.10', `unknown query type: BOGUS\n${header}Name:\tmy-app.default.svc.cluster.local\nAddress: 10.96.12.34\n\n`, 0],
    ['-type=MX google.com.', `${header}Non-authoritative answer:\ngoogle.com\tmail exchanger = 10 smtp.google.com.\n\nAuthoritative answers can be found from:\n\n`, 0],
    ['my-app 10.96.0.11', `${';; communications error to 10.96.0.11#53: connection refused\n'.repeat(3)};; no servers could be reached\n\n`, 1],
    ['-retry=1 timeout.example.com', ';; communications error to 10.96.0.10#53: timed out\n;; no servers could be reached\n\n', 1],
    ['my-app nosuchserver', '', 1, "nslookup: couldn't get address for 'nosuchserver': not found\n"],
    ['web.example -type=SRV', `${noRecursion.repeat(3)}${header}** server can't find web.example: NXDOMAIN\n\n`, 1],
    ['-nosearch my-app.', `${header}** server can't find my-app: NXDOMAIN\n\n`, 1],
    ['-type=A 10.96.12.34', `${noRecursion}${header}34.12.96.10.in-addr.arpa\tname = my-app.default.svc.cluster.local.\n\n`, 0],
    ['-class=CH my-app', `${noRecursion}${header}** server can't find my-app.default.svc.cluster.local: REFUSED\n\n`, 1],
    ['-domain=other.svc.cluster.local -type=A my-app', `${noRecursion}${header}Name:\tmy-app.other.svc.cluster.local\nAddress: 10.96.99.9\n\n`, 0],
    ['-port=54 -retry=1 my-app', ';; communications error to 10.96.0.10#54: timed out\n;; no servers could be reached\n\n', 1],
    ['-timeout=x -class=no -d my-app.nope.', `invalid timeout 'x': not a valid number\nunknown query class: no\n*** Invalid option: d\n${header}** server can't find my-app.nope: NXDOMAIN\n\n`, 1],
    ['a@b.nope.', `${header}** server can't find a\\@b.nope: NXDOMAIN\n\n`, 1],
    ['my-app\\', '', 1, "nslookup: 'my-app\\' is not in legal name syntax (unexpected end of input)\n"],
    ['-version', '', 0, 'nslookup 9.18.49-1~deb12u3-Debian\n'],
    ['10.9.9.9', `${noRecursion}** server can't find 9.9.9.10.in-addr.arpa: NXDOMAIN\n\n`, 1],
  ]; // prettier-ignore
  for (const [command, stdout, exitCode, stderr = ''] of cases) {
    test(command, () => expect(bindNslookup(labClient(), words(command))).toEqual({ stdout, stderr, exitCode }));
  }
});

describe('nslookup of busybox', () => {
  const top = 'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n';
  const lost = (name: string): string => `** server can't find ${name}: NXDOMAIN\n\n`;
  const cases: [string, string, number, string?][] = [
    ['my-app', `${top}Name:\tmy-app.default.svc.cluster.local\nAddress: 10.96.12.34\n\n${lost('my-app.svc.cluster.local')}${lost('my-app.cluster.local')}\n${lost('my-app.svc.cluster.local')}${lost('my-app.cluster.local')}`, 1],
    ['my-app.default', `${top}${lost('my-app.default').repeat(2)}`, 1],
    ['my-app.default.svc.cluster.local.', `${top}Name:\tmy-app.default.svc.cluster.local\nAddress: 10.96.12.34\n\n\n`, 0],
    ['-type=CNAME ext.default.svc.cluster.local', `${top}ext.default.svc.cluster.local\tcanonical name = example.com\n\n`, 0],
    ['10.96.12.34', `${top}34.12.96.10.in-addr.arpa\tname = my-app.default.svc.cluster.local\n\n`, 0],
    ['timeout.example.com.', ';; connection timed out; no servers could be reached\n\n', 1],
    ['-type=BOGUS my-app', '', 1, 'nslookup: invalid query type "BOGUS"\n'],
  ]; // prettier-ignore
  for (const [command, stdout, exitCode, stderr = ''] of cases) {
    test(command, () => expect(busyboxNslookup(labClient(), words(command))).toEqual({ stdout, stderr, exitCode }));
  }
  test('up to 1.28: getaddrinfo and reverse names', () => {
    const run = oldBusyboxNslookup(lab, throwawayPod('default'), labClient(), ['kubernetes.default'], {
      assumeDns: true,
    });
    expect(run.stdout).toBe(
      'Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n' +
        'Name:      kubernetes.default\nAddress 1: 10.96.0.1 kubernetes.default.svc.cluster.local\n',
    );
  });
});

describe('dig', () => {
  const run = (command: string): ToolRun => dig(labClient(), words(command), surroundings);
  test('a whole answer', () => {
    expect(run('ext.default.svc.cluster.local +nocookie').stdout.replace(/id: \d+/, 'id: 1')).toBe(`
; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> ext.default.svc.cluster.local +nocookie
;; global options: +cmd
;; Got answer:
;; WARNING: .local is reserved for Multicast DNS
;; You are currently testing what happens when an mDNS query is leaked to DNS
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr aa rd; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;ext.default.svc.cluster.local.	IN	A

;; ANSWER SECTION:
ext.default.svc.cluster.local. 5 IN	CNAME	example.com.
example.com.		300	IN	A	93.184.216.34

;; Query time: 0 msec
;; SERVER: 10.96.0.10#53(10.96.0.10) (UDP)
;; WHEN: Sun Nov 22 03:51:34 UTC 2026
;; MSG SIZE  rcvd: 139

`);
  });
  const cases: [string, string, number][] = [
    ['+short ext.default.svc.cluster.local', 'example.com.\n93.184.216.34\n', 0],
    ['+search +short my-app', '10.96.12.34\n', 0],
    ['+short -t SRV _http._tcp.hl.default.svc.cluster.local', '0 50 80 web-0.hl.default.svc.cluster.local.\n0 50 80 web-1.hl.default.svc.cluster.local.\n', 0],
    ['+short -x 10.96.12.34', 'my-app.default.svc.cluster.local.\n', 0],
    ['TXT dns-version.cluster.local +short', '"1.1.0"\n', 0],
    ['+short nope.default.svc.cluster.local', '', 0],
    ['+noall +answer google.com', 'google.com.\t\t300\tIN\tA\t142.250.1.100\n', 0],
    ['+tries=1 @10.96.0.11 my-app', ';; communications error to 10.96.0.11#53: connection refused\n\n; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> +tries=1 @10.96.0.11 my-app\n; (1 server found)\n;; global options: +cmd\n;; no servers could be reached\n', 9],
  ]; // prettier-ignore
  for (const [command, stdout, exitCode] of cases) {
    test(command, () => expect(run(command)).toEqual({ stdout, stderr: '', exitCode }));
  }
});

describe('host', () => {
  const cases: [string, string, number][] = [
    ['dual', 'dual.default.svc.cluster.local has address 10.96.5.5\ndual.default.svc.cluster.local has IPv6 address fd00:10:96::5\n', 0],
    ['ext', 'ext.default.svc.cluster.local is an alias for example.com.\nexample.com has address 93.184.216.34\n', 0],
    ['google.com', 'google.com has address 142.250.1.100\ngoogle.com has IPv6 address 2607:f8b0::64\ngoogle.com mail is handled by 10 smtp.google.com.\n', 0],
    ['nope', 'Host nope not found: 3(NXDOMAIN)\n', 1],
    ['10.9.9.9', 'Host 9.9.9.10.in-addr.arpa. not found: 3(NXDOMAIN)\n', 1],
    ['-t AAAA my-app', 'my-app.default.svc.cluster.local has no AAAA record\n', 0],
    ['-t TXT dns-version.cluster.local.', 'dns-version.cluster.local descriptive text "1.1.0"\n', 0],
    ['servfail.example.com.', 'Host servfail.example.com not found: 2(SERVFAIL)\n', 1],
    ['my-app 10.96.0.10', 'Using domain server:\nName: 10.96.0.10\nAddress: 10.96.0.10#53\nAliases: \n\nmy-app.default.svc.cluster.local has address 10.96.12.34\n', 0],
  ]; // prettier-ignore
  for (const [command, stdout, exitCode] of cases) {
    test(command, () => expect(host(labClient(), words(command))).toEqual({ stdout, stderr: '', exitCode }));
  }
});

describe('getent', () => {
  const run = (command: string): [string, number] => {
    const { stdout, exitCode } = getent(lab, throwawayPod('default'), labClient(), words(command), { assumeDns: true });
    return [stdout, exitCode];
  };
  test('hosts', () => expect(run('hosts my-app')).toEqual(['10.96.12.34     my-app.default.svc.cluster.local\n', 0]));
  test('hosts prefers IPv6', () =>
    expect(run('hosts dual')).toEqual(['fd00:10:96::5   dual.default.svc.cluster.local\n', 0]));
  test('hosts by address', () =>
    expect(run('hosts 10.96.12.34')).toEqual(['10.96.12.34     my-app.default.svc.cluster.local\n', 0]));
  test('ahosts', () =>
    expect(run('ahostsv4 dual')[0]).toBe(
      '10.96.5.5       STREAM dual.default.svc.cluster.local\n10.96.5.5       DGRAM  \n10.96.5.5       RAW    \n',
    ));
  test('hosts from /etc/hosts', () =>
    expect(run('hosts localhost')).toEqual(['::1             localhost ip6-localhost ip6-loopback\n', 0]));
  test('nothing found', () => expect(run('hosts nope')).toEqual(['', 2]));
});

test('control characters of hostile names never reach the terminal', () => {
  for (const run of [
    bindNslookup(labClient(), ['\u001b[31mred']),
    host(labClient(), ['a\u0007b']),
    dig(labClient(), ['\u009bx'], surroundings),
  ]) {
    // eslint-disable-next-line no-control-regex
    expect(run.stdout + run.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  }
});
