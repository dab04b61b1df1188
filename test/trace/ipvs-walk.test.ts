import { describe, expect, it } from 'vitest';
import { parseIpset } from '../../src/ipvs/ipset-parse.ts';
import { parseIpvsadm } from '../../src/ipvs/ipvsadm-parse.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { address } from '../../src/net/address.ts';
import type { Packet } from '../../src/net/packet.ts';
import type { Connection, Hook, HookOutcome, Memory } from '../../src/trace/hook.ts';
import { ipvsWalker } from '../../src/trace/ipvs/walk.ts';
import { NO_MEMORY } from '../../src/trace/memory.ts';

/** A host as its own tools show it: ipvsadm, ipset, iptables-save. */
const SERVERS = `TCP  10.96.0.1:80 rr
  -> 10.244.1.5:8080              Masq    1      0          0
  -> 10.244.2.5:8080              Masq    1      0          0
TCP  10.96.0.2:80 rr persistent 600
  -> 10.244.1.5:8080              Masq    1      0          0
  -> 10.244.2.5:8080              Masq    1      0          0
TCP  10.96.0.3:80 rr
TCP  10.96.0.4:443 rr
  -> 192.168.0.2:6443             Masq    1      0          0
TCP  10.96.0.5:80 wrr
  -> 10.244.1.5:8080              Masq    3      0          0
  -> 10.244.2.5:8080              Masq    1      0          0
TCP  10.96.0.6:80 rr
  -> 10.244.1.5:8080              Route   1      0          0
TCP  203.0.113.10:80 rr
  -> 10.244.2.5:8080              Masq    1      0          0
`;
const SETS = 'create KUBE-CLUSTER-IP hash:ip,port family inet\nadd KUBE-CLUSTER-IP 10.96.0.1,tcp:80\n';
const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:OUT - [0:0]
-A INPUT -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT
-A OUTPUT -j OUT
-A OUT -s 203.0.113.10/32 -m ipvs --vproto 6 --vaddr 203.0.113.10 --vport 80 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A OUTPUT -d 10.96.0.1/32 -j MARK --set-xmark 0x4000/0x4000
COMMIT
`;
const walker = ipvsWalker(parseRuleset(RULES), {
  virtualServers: parseIpvsadm(SERVERS),
  boundAddresses: [],
  sets: parseIpset(SETS),
});

interface Given {
  readonly hook?: Hook;
  readonly to?: string;
  readonly port?: number;
  readonly from?: string;
  readonly memory?: Memory;
  readonly now?: number;
  readonly connection?: Partial<Connection>;
}

function walk({
  hook = 'input',
  to = '10.96.0.1',
  port = 80,
  from = '10.244.1.9',
  memory = NO_MEMORY,
  now = 0,
  connection,
}: Given): HookOutcome[] {
  const packet: Packet = {
    protocol: 'tcp',
    source: address(from),
    sourcePort: 40_000,
    destination: address(to),
    destinationPort: port,
    mark: 0,
  };
  return walker.walk(packet, {
    node: 'node1',
    hook,
    isLocal: (one) => one.text === '192.168.0.2' || one.text.startsWith('10.96.'),
    masqueradeAddress: () => address('192.168.0.2'),
    connection: { state: 'NEW', ...connection },
    memory,
    now,
    explain: false,
  });
}

const ways = (outcomes: readonly HookOutcome[]): string[] =>
  outcomes.map(
    ({ probability, verdict, packet }) =>
      `${probability} ${verdict} ${packet.destination.text}:${packet.destinationPort}`,
  );

describe('IPVS at LOCAL_IN', () => {
  it('takes the packet behind the filter rules and sends it to a real server, each with its share', () => {
    const outcomes = walk({});
    expect(ways(outcomes)).toEqual(['0.5 stolen 10.244.1.5:8080', '0.5 stolen 10.244.2.5:8080']);
    expect(outcomes[0]?.connection).toMatchObject({
      ipvs: true,
      destinationDone: true,
      dnat: { port: 8080 },
      virtualServer: { port: 80 },
    });
    expect(
      outcomes[0]?.steps.map(({ layer, chain, rule, action, probability }) => [
        layer,
        chain,
        rule,
        action,
        probability,
      ]),
    ).toEqual([
      ['iptables', 'INPUT', '-A INPUT -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT', 'ACCEPT', undefined],
      ['ipvs', 'LOCAL_IN', 'TCP  10.96.0.1:80 rr', 'rr chooses 10.244.1.5:8080', 0.5],
    ]);
  });

  it('goes round when it knows whose turn it was', () => {
    let memory: Memory = walk({})[0]?.memory ?? NO_MEMORY;
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      const [only, ...others] = walk({ memory });
      expect(others).toEqual([]);
      seen.push(only?.packet.destination.text ?? '');
      memory = only?.memory ?? memory;
    }
    expect(seen).toEqual(['10.244.2.5', '10.244.1.5', '10.244.2.5', '10.244.1.5']);
  });

  it('weighs with wrr', () => {
    expect(walk({ to: '10.96.0.5' }).map(({ probability }) => probability)).toEqual([0.75, 0.25]);
  });

  it('keeps a client with its server while persistence lasts, and only that client', () => {
    const [first] = walk({ to: '10.96.0.2' });
    const memory = first?.memory ?? NO_MEMORY;
    expect(ways(walk({ to: '10.96.0.2', memory, now: 599 }))).toEqual(['1 stolen 10.244.1.5:8080']);
    expect(ways(walk({ to: '10.96.0.2', memory, now: 601 }))).toEqual(['1 stolen 10.244.2.5:8080']);
    expect(ways(walk({ to: '10.96.0.2', memory, from: '10.244.1.10' }))).toEqual(['1 stolen 10.244.2.5:8080']);
  });

  it('answers for an empty virtual server as if nothing listened', () => {
    expect(walk({ to: '10.96.0.3' })).toMatchObject([
      { verdict: 'reject', detail: 'icmp-port-unreachable', probability: 1 },
    ]);
  });

  it('leaves a packet on its way in where the real server is the host itself', () => {
    expect(walk({ to: '10.96.0.4', port: 443 })).toMatchObject([
      { verdict: 'accept', packet: { destination: { text: '192.168.0.2' }, destinationPort: 6443 } },
    ]);
  });

  it('does not touch other ports, known connections, or what it has handled', () => {
    expect(ways(walk({ port: 81 }))).toEqual(['1 accept 10.96.0.1:81']);
    expect(ways(walk({ connection: { state: 'ESTABLISHED' } }))).toEqual(['1 accept 10.96.0.1:80']);
    expect(ways(walk({ connection: { ipvs: true } }))).toEqual(['1 accept 10.96.0.1:80']);
  });

  it('says that direct routing is not followed', () => {
    expect(walk({ to: '10.96.0.6' })).toMatchObject([
      { verdict: 'undetermined', detail: 'IPVS forwards by Route, which leaves the address as it is' },
    ]);
  });
});

describe('IPVS at LOCAL_OUT', () => {
  it('comes behind nat and before filter, which sees the translated packet', () => {
    const outcomes = walk({ hook: 'output', from: '192.168.0.2' });
    expect(ways(outcomes)).toEqual(['0.5 accept 10.244.1.5:8080', '0.5 accept 10.244.2.5:8080']);
    expect(outcomes[0]?.packet.mark).toBe(0x4000);
    expect(outcomes[0]?.steps.map(({ chain }) => chain)).toEqual(['OUTPUT', 'LOCAL_OUT', 'OUTPUT']);
  });

  it('-m ipvs knows the virtual server: the node is kept from a load balancer address', () => {
    expect(walk({ hook: 'output', from: '203.0.113.10', to: '203.0.113.10' })).toMatchObject([{ verdict: 'drop' }]);
    expect(walk({ hook: 'output', from: '192.168.0.2', to: '203.0.113.10' })).toMatchObject([{ verdict: 'accept' }]);
  });
});
