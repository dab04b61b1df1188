import { expect, test } from 'vitest';
import { parseRequest } from '../../src/trace/request/request.ts';

const told = (line: string): Record<string, unknown> => {
  const { text: _text, ...rest } = parseRequest(line.split(' '));
  return rest;
};

test.each([
  ['curl http://web.default:8090/path?q=1', { tool: 'curl', protocol: 'tcp', host: 'web.default', port: 8090 }],
  ['curl 10.96.0.10:8090', { host: '10.96.0.10', port: 8090 }],
  ['curl -k https://web', { host: 'web', port: 443 }],
  ['curl -sSfo /dev/null -w %{http_code} -H Host:x web/healthz', { host: 'web', port: 80 }],
  ['curl -6 http://[fd00:10:96::a]:8080/', { host: 'fd00:10:96::a', port: 8080, family: 6 }],
  ['curl http://user:secret@web:81', { host: 'web', port: 81 }],
  ['curl --resolve web:80:10.1.2.3 http://web', { resolve: [{ host: 'web', port: 80, address: '10.1.2.3' }] }],
  ['curl --connect-to web:80:db:5432 http://web', { host: 'db', port: 5432 }],
  ['curl --interface 10.244.1.5 web:80', { interface: '10.244.1.5' }],
  ['curl -x http://squid:3128 http://web', { host: 'squid', port: 3128, url: 'http://web' }],
  ['curl --socks5-hostname proxy https://web', { host: 'proxy', port: 1080 }],
  ['curl --connect-to ::[fd00::1]:8080 http://web', { host: 'fd00::1', port: 8080 }],
  ['curl --oauth2-bearer token --rate 2/s -fsS web:81', { host: 'web', port: 81 }],
  ['wget --timeout 3 --tries=1 -O - http://web:81', { host: 'web', port: 81 }],
  ['wget --bind-address 10.1.2.3 --inet4-only web', { interface: '10.1.2.3', family: 4, port: 80 }],
  ['https://web', { tool: 'curl', port: 443 }],
  ['wget -qO- http://web:81', { tool: 'wget', host: 'web', port: 81 }],
  ['nc -zv web 80', { tool: 'nc', protocol: 'tcp', host: 'web', port: 80 }],
  ['nc -zuw 2 dns 53', { protocol: 'udp', host: 'dns', port: 53 }],
  ['nc -zvw3 web 80', { tool: 'nc', host: 'web', port: 80 }],
  ['nc -w5 -s10.1.2.3 web 80', { interface: '10.1.2.3', port: 80 }],
  ['telnet web', { tool: 'telnet', port: 23 }],
  ['sctp 10.0.0.1 38412', { protocol: 'sctp', port: 38412 }],
  ['tcp web:80', { host: 'web', port: 80 }],
  ['web:80', { protocol: 'tcp', host: 'web', port: 80 }],
  ['ping -c 1 web', { tool: 'ping', protocol: 'icmp', host: 'web', port: 0 }],
  ['web 80', { tool: 'raw', protocol: 'tcp', host: 'web', port: 80 }],
  ['ping -I 10.1.2.3 -W1 web', { host: 'web', interface: '10.1.2.3' }],
  ['dig -t srv web', { host: 'web', recordType: 'SRV' }],
  ['dig -p 53 web +search', { host: 'web', search: true }],
  ['dig -x 10.96.0.20', { host: '20.0.96.10.in-addr.arpa.', recordType: 'PTR' }],
  ['nslookup -type=aaaa web 10.96.0.10', { host: 'web', recordType: 'AAAA', server: '10.96.0.10', search: true }],
  ['nslookup 10.96.0.20', { host: '20.0.96.10.in-addr.arpa.', recordType: 'PTR' }],
  ['host -t A web', { host: 'web', recordType: 'A', search: true }],
  ['ping6 fd00::1', { host: 'fd00::1', family: 6 }],
  ['dig +short @10.96.0.10 web.default.svc.cluster.local AAAA', { tool: 'dig', protocol: 'udp', server: '10.96.0.10', recordType: 'AAAA', port: 53 }], // prettier-ignore
])('%s', (line, expected) => {
  expect(told(line)).toMatchObject(expected);
});

test.each([
  ['', /cannot trace/],
  ['curl', /no URL/],
  ['curl http://', /no URL/],
  ['curl http://web:99999', /between 1 and 65535/],
  ['curl gopher://web', /which port/],
  ['tcp web', /no port/],
  ['tcp web 80 90', /too many words/],
  ['tcp web\u001b[31m 80', /neither a host name nor an IP address/],
  ['nc web http', /no port/],
  ['nc -zv web 79-81', /several ports/],
  ['ping', /one host/],
  ['frobnicate web', /cannot trace/],
])('refuses %j', (line, message) => {
  expect(() => told(line)).toThrow(message);
});
