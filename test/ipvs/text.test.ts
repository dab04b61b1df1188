import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseIpset } from '../../src/ipvs/ipset-parse.ts';
import { listText as ipsetList, saveText as ipsetSave, sortEntries } from '../../src/ipvs/ipset.ts';
import { parseIpvsadm } from '../../src/ipvs/ipvsadm-parse.ts';
import { connectionsText, listText, saveText, statsText } from '../../src/ipvs/ipvsadm.ts';
import type { VirtualServer } from '../../src/ipvs/model.ts';
import { sortVirtualServers } from '../../src/ipvs/order.ts';
import { address, addressV4, addressV6 } from '../../src/net/address.ts';

const RECORDINGS = join(import.meta.dirname, '../recordings/1.36');
const recorded = (name: RegExp): (readonly [string, string])[] =>
  readdirSync(RECORDINGS).flatMap((scenario) =>
    readdirSync(join(RECORDINGS, scenario))
      .filter((file) => name.test(file))
      .map((file) => [`${scenario}/${file}`, readFileSync(join(RECORDINGS, scenario, file), 'utf8')] as const),
  );

describe.each(recorded(/^ipvsadm-Ln-ownsort\./))('%s', (_name, text) => {
  it('is read and printed back to the letter', () => {
    expect(listText(parseIpvsadm(text))).toBe(text.replace(/^#.*\n/gm, ''));
  });
});

describe.each(recorded(/^ipset-list\./))('%s', (_name, text) => {
  const sets = parseIpset(text);

  it('is read and printed back to the letter', () => {
    expect(ipsetList(sets)).toBe(text);
  });

  it('has its members in the order of sortEntries', () => {
    for (const set of sets) expect(sortEntries([...set.entries].reverse())).toEqual(set.entries);
  });

  it('comes back from the form that ipset restore reads', () => {
    const saved = parseIpset(ipsetSave(sets));
    expect(saved.map(({ name, type, entries }) => ({ name, type, entries }))).toEqual(
      sets.map(({ name, type, entries }) => ({ name, type, entries })),
    );
  });
});

const anyAddress = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }).map(addressV4),
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(addressV6),
);
const anyPort = fc.integer({ min: 1, max: 65535 });
const anyServer: fc.Arbitrary<VirtualServer> = fc
  .record({
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
    address: anyAddress,
    port: anyPort,
    scheduler: fc.constantFrom('rr', 'wlc', 'sh'),
    persistentSeconds: fc.option(fc.integer({ min: 1, max: 86400 }), { nil: undefined }),
    reals: fc.uniqueArray(fc.record({ address: anyAddress, port: anyPort, weight: fc.nat(10) }), {
      maxLength: 4,
      selector: (one) => `${one.address.text} ${one.port}`,
    }),
  })
  .map(({ persistentSeconds, reals, ...rest }) => ({
    ...rest,
    ...(persistentSeconds !== undefined && { persistentSeconds }),
    realServers: reals
      .filter((one) => one.address.family === rest.address.family)
      .map((one) => ({ ...one, forward: 'Masq' as const, activeConnections: 0, inactiveConnections: 0 })),
  }));
const anyServers = fc.uniqueArray(anyServer, {
  maxLength: 8,
  selector: (one) => `${one.protocol} ${one.address.text} ${one.port}`,
});

describe('ipvsadm', () => {
  it('reads what it prints, as a list and as commands', () => {
    fc.assert(
      fc.property(anyServers, (servers) => {
        const listed = parseIpvsadm(listText(servers));
        expect(listText(listed)).toBe(listText(servers));
        expect(saveText(parseIpvsadm(saveText(servers)))).toBe(saveText(servers));
        expect(listed).toHaveLength(servers.length);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    [
      ['10.96.0.1', '192.168.2.118', '203.0.113.20'],
      ['192.168.2.118', '203.0.113.20', '10.96.0.1'],
    ],
    [
      ['10.0.0.1', '100.64.0.1', '127.0.0.1'],
      ['10.0.0.1', '100.64.0.1', '127.0.0.1'],
    ],
    [
      ['172.16.0.1', '10.0.0.1'],
      ['172.16.0.1', '10.0.0.1'],
    ],
    [
      ['10.96.0.10', '10.96.0.9'],
      ['10.96.0.9', '10.96.0.10'],
    ],
    [
      ['fd00::1', '10.0.0.1'],
      ['10.0.0.1', 'fd00::1'],
    ],
  ])('lists %j as %j: addresses by their wrapped difference', (given, listed) => {
    const servers = given.map((text): VirtualServer => ({
      protocol: 'tcp',
      address: address(text),
      port: 80,
      scheduler: 'rr',
      realServers: [],
    }));
    expect(sortVirtualServers(servers).map((server) => server.address.text)).toEqual(listed);
  });

  it('keeps protocol before address, and port last', () => {
    const server = (protocol: 'tcp' | 'udp' | 'sctp', text: string, port: number): VirtualServer => ({
      protocol,
      address: address(text),
      port,
      scheduler: 'rr',
      realServers: [],
    });
    const sorted = sortVirtualServers([
      server('sctp', '10.0.0.1', 1),
      server('udp', '10.0.0.1', 53),
      server('tcp', '10.0.0.9', 80),
      server('tcp', '10.0.0.9', 8),
    ]);
    expect(sorted.map(({ protocol, port }) => `${protocol} ${port}`)).toEqual(['tcp 8', 'tcp 80', 'udp 53', 'sctp 1']);
  });

  it('prints statistics and connections in its columns', () => {
    const [server] = parseIpvsadm(
      'TCP  10.96.0.1:443 rr\n  -> 192.168.2.119:6443           Masq    1      0          0\n',
    );
    expect(
      statsText(server ? [server] : [], () => ({
        connections: 3,
        inPackets: 120_000_000,
        outPackets: 7,
        inBytes: 1e12,
        outBytes: 0,
      })),
    ).toBe(
      [
        'IP Virtual Server version 1.2.1 (size=4096)',
        'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
        '  -> RemoteAddress:Port',
        'TCP  10.96.0.1:443                       3  120000K        7 1000000M        0',
        '  -> 192.168.2.119:6443                  3  120000K        7 1000000M        0',
        '',
      ].join('\n'),
    );
    const connection = {
      protocol: 'tcp',
      secondsLeft: 899.5,
      state: 'ESTABLISHED',
      source: '10.244.1.5:40000',
      virtual: '10.96.0.1:443',
      destination: '192.168.2.119:6443',
    } as const;
    expect(connectionsText([connection]).split('\n')[2]).toBe(
      'TCP 14:59  ESTABLISHED 10.244.1.5:40000   10.96.0.1:443      192.168.2.119:6443',
    );
  });

  it.each([
    'hello',
    '  -> 10.0.0.1:80 Masq 1 0 0',
    'TCP  10.0.0.1 rr',
    '-A -x 1.2.3.4:5 -s rr',
    'TCP  999.0.0.1:80 rr',
  ])('refuses %j with its line', (text) => {
    expect(() => parseIpvsadm(`\n${text}`)).toThrow(/ipvsadm listing, line 2/);
  });
});

describe('ipset', () => {
  it.each(['Members:', 'add NOBODY 1.2.3.4', 'Name: A\nnonsense'])('refuses %j with its line', (text) => {
    expect(() => parseIpset(text.startsWith('add') ? `create A hash:ip family inet\n${text}` : text)).toThrow(
      /ipset listing, line \d/,
    );
  });

  it('reads IPv6 sets and networks', () => {
    const [set] = parseIpset('create S hash:ip,port,net family inet6 hashsize 1024\nadd S fd00::1,tcp:80,fd00::/64\n');
    expect(set).toMatchObject({ name: 'S', family: 6, entries: ['fd00::1,tcp:80,fd00::/64'] });
  });
});
