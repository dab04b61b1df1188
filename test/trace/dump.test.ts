import { expect, test } from 'vitest';
import { dumpWorld, readDumps, readInterfaces } from '../../src/trace/dump.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceDump, type TraceResult } from '../../src/trace/trace.ts';

const ROUTER = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -i wan -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.168.1.10-192.168.1.11:80
-A POSTROUTING -o wan -j MASQUERADE
COMMIT
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -m geoip --source-country DE -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -m limit --limit 5/min -j LOG --log-prefix "fwd "
-A FORWARD -i lan -j ACCEPT
-A FORWARD -i wan -m conntrack --ctstate DNAT -j ACCEPT
COMMIT
`;
const ADDRESSES = 'wan=203.0.113.5/24,lan=192.168.1.1/24';

function trace(text: string, addresses: string, from: string, words: string): TraceResult {
  const world = dumpWorld({ ...readDumps([{ name: 'rules', text }]), interfaces: readInterfaces(addresses) }, 'router');
  return traceDump(world, { request: parseRequest(words.split(' ')), from, namespace: 'default' });
}

test('a port forward chooses between its addresses and comes back', () => {
  const { outcomes, paths } = trace(ROUTER, ADDRESSES, 'external=198.51.100.7', 'tcp 203.0.113.5 8080');
  expect(
    outcomes.map((each) => [each.verdict, each.endpoint?.ip, each.endpoint?.port, each.probability, each.sourceSeen]),
  ).toEqual([
    ['delivered', '192.168.1.10', 80, 0.5, '198.51.100.7'],
    ['delivered', '192.168.1.11', 80, 0.5, '198.51.100.7'],
  ]);
  expect(paths[0]?.steps.at(-1)?.packet.source.text).toBe('203.0.113.5');
});

test('what goes out is masqueraded by the interface it leaves through', () => {
  const { outcomes } = trace(ROUTER, ADDRESSES, 'external=192.168.1.33', 'tcp 9.9.9.9 443');
  expect(outcomes).toMatchObject([{ verdict: 'delivered', sourceSeen: '203.0.113.5' }]);
});

test('a chain policy drops, and a condition nobody knows makes it undetermined by name', () => {
  expect(trace(ROUTER, ADDRESSES, 'external=198.51.100.7', 'tcp 203.0.113.5 25')).toMatchObject({
    verdict: 'dropped',
    reason: 'RULE_DROP',
  });
  const unknown = trace(ROUTER, ADDRESSES, 'external=198.51.100.7', 'tcp 203.0.113.5 22');
  expect(unknown).toMatchObject({
    verdict: 'undetermined',
    reason: 'UNKNOWN_RULE',
    message: expect.stringContaining('geoip'),
  });
});

test('a doubt about a rule that only logs does not matter', () => {
  expect(trace(ROUTER, ADDRESSES, 'external=192.168.1.33', 'tcp 9.9.9.9 443').verdict).toBe('delivered');
});

test('nft listings are walked the same way', () => {
  const text = `table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		tcp dport { 22, 80 } accept
		udp dport 53 reject with icmp port-unreachable
	}
}
`;
  const verdict = (words: string): string => trace(text, 'eth0=10.0.0.5/24', 'external=10.0.0.9', words).verdict;
  expect([verdict('tcp 10.0.0.5 80'), verdict('udp 10.0.0.5 53'), verdict('tcp 10.0.0.5 81')]).toEqual([
    'delivered',
    'rejected',
    'dropped',
  ]);
});

test('chains that call each other in a circle end undetermined', () => {
  const text = '*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n-A INPUT -j A\n-A A -j B\n-A B -j A\nCOMMIT\n';
  expect(trace(text, 'eth0=10.0.0.5/24', 'external=10.0.0.9', 'tcp 10.0.0.5 80')).toMatchObject({
    verdict: 'undetermined',
    message: expect.stringContaining('circle'),
  });
});

test('rules that fork without end are not followed for ever', () => {
  const forks = Array.from(
    { length: 40 },
    (_, i) =>
      `-A INPUT -m statistic --mode random --probability 0.5 -j MARK --set-xmark 0x${i.toString(16)}/0xffffffff`,
  );
  const text = `*mangle\n:INPUT ACCEPT [0:0]\n${forks.join('\n')}\nCOMMIT\n`;
  const { outcomes } = trace(text, 'eth0=10.0.0.5/24', 'external=10.0.0.9', 'tcp 10.0.0.5 80');
  expect(outcomes.reduce((sum, each) => sum + each.probability, 0)).toBeCloseTo(1, 9);
  expect(outcomes.some((each) => each.verdict === 'undetermined')).toBe(true);
});

test('says what is wrong with what was given', () => {
  expect(() => readDumps([{ name: 'notes.txt', text: 'hello' }])).toThrow(
    /notes\.txt: neither an iptables-save nor an nft listing/,
  );
  expect(() => readInterfaces('eth0=10.0.0.300/24')).toThrow(/--addresses/);
  expect(() => trace(ROUTER, ADDRESSES, 'external', 'curl http://web')).toThrow(/knows no names/);
});

const DOCKER = `*filter
:FORWARD DROP [0:0]
-A FORWARD -i docker0 -j ACCEPT
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
*nat
:POSTROUTING ACCEPT [0:0]
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
COMMIT
`;

test('a container hangs on the bridge whose network holds its address', () => {
  const result = trace(DOCKER, 'eth0=192.168.1.10/24,docker0=172.17.0.1/16', 'pod=172.17.0.3', 'tcp 198.51.100.9 443');
  expect(result.paths[0]?.steps[0]?.action).toBe('leaves the container by eth0, through bridge docker0 of router');
  expect(result).toMatchObject({ verdict: 'delivered', outcomes: [{ sourceSeen: '192.168.1.10' }] });
});

test('a policy that drops is called a policy, and a rule is quoted', () => {
  const dropped = trace(DOCKER, 'eth0=192.168.1.10/24', 'external=192.168.1.50', 'tcp 172.17.0.3 80');
  expect(dropped.message).toMatch(/^the policy of chain FORWARD \(table filter\)/);
  expect(dropped.advice?.cause).toContain('-P FORWARD DROP');
  const quoted = trace(DOCKER.replace('-i docker0 -j ACCEPT', '-j DROP'), 'eth0=192.168.1.10/24', 'external=192.168.1.50', 'tcp 172.17.0.3 80'); // prettier-ignore
  expect(quoted.advice?.cause).toBe('The rule is: -A FORWARD -j DROP');
});

test('a host without addresses says that its own counts as foreign', () => {
  const { notes } = trace(DOCKER, '', 'external=192.168.1.50', 'tcp 192.168.1.10 80');
  expect(notes).toEqual([expect.stringContaining('--addresses')]);
  expect(trace(DOCKER, 'eth0=192.168.1.10', 'external=192.168.1.50', 'tcp 192.168.1.10 80').notes).toBeUndefined();
});
