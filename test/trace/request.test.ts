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
  ['https://web', { tool: 'curl', port: 443 }],
  ['wget -qO- http://web:81', { tool: 'wget', host: 'web', port: 81 }],
  ['nc -zv web 80', { tool: 'nc', protocol: 'tcp', host: 'web', port: 80 }],
  ['nc -zuw 2 dns 53', { protocol: 'udp', host: 'dns', port: 53 }],
  ['telnet web', { tool: 'telnet', port: 23 }],
  ['sctp 10.0.0.1 38412', { protocol: 'sctp', port: 38412 }],
  ['tcp web:80', { host: 'web', port: 80 }],
  ['web:80', { protocol: 'tcp', host: 'web', port: 80 }],
  ['ping -c 1 web', { tool: 'ping', protocol: 'icmp', host: 'web', port: 0 }],
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
  ['ping', /one host/],
  ['frobnicate web', /cannot trace/],
])('refuses %j', (line, message) => {
  expect(() => told(line)).toThrow(message);
});
