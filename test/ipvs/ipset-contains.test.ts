import { describe, expect, it } from 'vitest';
import { ipsetContains } from '../../src/ipvs/ipset-contains.ts';
import type { IpSet } from '../../src/ipvs/model.ts';
import { address } from '../../src/net/address.ts';
import type { Packet, Protocol } from '../../src/net/packet.ts';

const packet = (protocol: Protocol, from: string, sport: number, to: string, dport: number): Packet => ({
  protocol,
  source: address(from),
  sourcePort: sport,
  destination: address(to),
  destinationPort: dport,
  mark: 0,
});
const set = (type: string, family: 4 | 6, ...entries: string[]): IpSet => ({ name: 'S', type, family, entries });
const tcp = packet('tcp', '10.244.1.5', 40000, '10.96.0.1', 443);
const hairpin = packet('tcp', '10.244.1.5', 40000, '10.244.1.5', 80);

describe('ipsetContains', () => {
  it.each([
    [set('hash:ip,port', 4, '10.96.0.1,tcp:443'), tcp, ['dst', 'dst'], true],
    [set('hash:ip,port', 4, '10.96.0.1,udp:443'), tcp, ['dst', 'dst'], false],
    [set('hash:ip,port', 4, '10.244.1.5,tcp:443'), tcp, ['src', 'dst'], true],
    [set('hash:ip,port,ip', 4, '10.244.1.5,tcp:80,10.244.1.5'), hairpin, ['dst', 'dst', 'src'], true],
    [set('hash:ip,port,ip', 4, '10.244.1.5,tcp:80,10.244.1.6'), hairpin, ['dst', 'dst', 'src'], false],
    [set('hash:ip,port,net', 4, '10.96.0.1,tcp:443,10.244.0.0/16'), tcp, ['dst', 'dst', 'src'], true],
    [
      set('hash:ip,port,net', 4, '10.96.0.1,tcp:443,203.0.113.0/24', '10.96.0.1,tcp:443,10.244.1.5'),
      tcp,
      ['dst', 'dst', 'src'],
      true,
    ],
    [set('hash:ip,port,net', 4, '10.96.0.1,tcp:443,203.0.113.0/24'), tcp, ['dst', 'dst', 'src'], false],
    [set('hash:net', 4, '10.0.0.0/8'), tcp, ['dst'], true],
    [set('hash:ip', 4, '10.96.0.1 timeout 5'), tcp, ['dst'], true],
    [set('bitmap:port', 4, '443'), tcp, ['dst'], true],
    [set('bitmap:port', 4, '443'), packet('icmp', '10.244.1.5', 0, '10.96.0.1', 0), ['dst'], false],
    [
      set('hash:ip,port', 4, '10.96.0.1,tcp:443'),
      packet('icmp', '10.244.1.5', 0, '10.96.0.1', 0),
      ['dst', 'dst'],
      false,
    ],
    [set('hash:ip', 6, 'fd00::1'), tcp, ['dst'], false],
    [set('hash:mac', 4, '00:11:22:33:44:55'), tcp, ['src'], undefined],
  ] as const)('%j', (one, given, directions, expected) => {
    expect(ipsetContains(one, given, directions)).toBe(expected);
  });
});
