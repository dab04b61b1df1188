import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parseCorefile } from '../../src/discovery/corefile/parse.ts';
import { serverKey, zonesFrom } from '../../src/discovery/corefile/zones.ts';
import { dnsServer } from '../../src/discovery/coredns/server.ts';
import { pattern } from '../../src/discovery/coredns/pattern.ts';

test('blocks, properties, comments, quotes and snippets', () => {
  const blocks = parseCorefile(`# how we resolve
(common) {
    errors
    cache 30 { # kept short
        disable success cluster.local
    }
}
.:53, example.org:1053 {
    import common
    template IN A { answer "{{ .Name }} 60 IN A 10.0.0.1" }
}
`);
  expect(blocks).toHaveLength(1);
  expect(blocks[0]?.keys).toEqual(['.:53', 'example.org:1053']);
  expect(blocks[0]?.directives.map(({ name, args, line }) => [name, ...args, line])).toEqual([
    ['errors', 3],
    ['cache', '30', 4],
    ['template', 'IN', 'A', 10],
  ]);
  expect(blocks[0]?.directives[1]?.block[0]).toMatchObject({
    name: 'disable',
    args: ['success', 'cluster.local'],
    line: 5,
  });
});

test('zones and ports of server blocks', () => {
  expect(serverKey('.')).toEqual({ zone: '.', port: 53, transport: 'dns' });
  expect(serverKey('dns://Example.ORG:1053')).toEqual({ zone: 'example.org.', port: 1053, transport: 'dns' });
  expect(zonesFrom(['10.0.0.0/8', '10.96.0.0/16', '2001:db8::/32'], [])).toEqual([
    '10.in-addr.arpa.',
    '96.10.in-addr.arpa.',
    '8.b.d.0.1.0.0.2.ip6.arpa.',
  ]);
});

describe('what CoreDNS would not start with', () => {
  const cases: [string, string][] = [
    ['.:53 {\n  errors\n  kuberntes cluster.local\n}', "Corefile:3 - Error during parsing: Unknown directive 'kuberntes'"],
    ['.:53 {\n  kubernetes cluster.local {\n    pods all\n  }\n}', 'Corefile:3 - Error during parsing: wrong value for pods: all,  must be one of: disabled, verified, insecure'],
    ['.:53 {\n  kubernetes cluster.local {\n    ttl 9000\n  }\n}', 'Corefile:3 - Error during parsing: ttl must be in range [0, 3600]: 9000'],
    ['.:53 {\n  kubernetes in-addr.arpa\n}', 'Corefile:2 - Error during parsing: non-reverse zone name must be used'],
    ['.:53 {\n  errors\n', "Corefile:1 - Error during parsing: Unexpected EOF, expecting '}'"],
    ['.:53 {\n  import nothing\n}', 'Corefile:2 - Error during parsing: File to import not found: nothing'],
  ]; // prettier-ignore
  for (const [corefile, message] of cases) test(message, () => expect(() => dnsServer(corefile)).toThrow(message));
});

test('a plug-in that kubesim does not play is named, not ignored', () => {
  expect(dnsServer('.:53 {\n  autopath @kubernetes\n  kubernetes cluster.local\n}').warnings).toEqual([
    'Corefile:2: plugin autopath is not simulated: answers that depend on it differ',
  ]);
});

test('patterns that JavaScript might never finish are refused', () => {
  const at = { name: 'rewrite', args: [], block: [], line: 7 };
  for (const hostile of ['(a+)+$', '((a*)b)*', '(a|b+)*c']) expect(() => pattern(at, hostile)).toThrow('Corefile:7');
  expect(pattern(at, '(?P<name>.*)\\.example\\.$').exec('a.example.')?.groups?.['name']).toBe('a');
});

test('any text is read or refused with a line, never worse', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', '\n', ' ', '"', '#', '.', 'a', ':', '5', '\\'), maxLength: 60 }),
      (text) => {
        try {
          dnsServer(text);
        } catch (problem) {
          expect((problem as Error).name).toBe('UserError');
        }
      },
    ),
    { numRuns: 500 },
  );
});
