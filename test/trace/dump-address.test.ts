import { expect, it } from 'vitest';
import { dumpWorld, readDumps, readInterfaces } from '../../src/trace/dump.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceDump } from '../../src/trace/trace.ts';

const RULES = `*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d 192.168.2.118/32 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.244.1.11:80
-A PREROUTING -d 192.168.2.118/32 -p tcp -m tcp --dport 8081 -j DNAT --to-destination 192.168.2.7:80
-A POSTROUTING -j MASQUERADE
COMMIT
`;

it.each([
  ['cbr0', 8080, '10.244.1.1'],
  ['docker0', 8080, '10.244.1.1'],
  ['cbr0', 8081, '192.168.2.118'],
])(
  'masquerades in a pasted host with the address of the interface the packet leaves by (%s, port %i)',
  (bridge, port, wanted) => {
    const interfaces = readInterfaces(`eth0=192.168.2.118/24,${bridge}=10.244.1.1/24`);
    const world = dumpWorld({ ...readDumps([{ name: 'rules', text: RULES }]), interfaces }, 'host');
    const request = parseRequest(['tcp', '192.168.2.118', String(port)]);
    const result = traceDump(world, { request, from: 'external=203.0.113.9', namespace: 'default' });
    expect(result.outcomes.map((outcome) => outcome.sourceSeen)).toEqual([wanted]);
  },
);
