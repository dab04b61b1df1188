import { expect, test } from 'vitest';
import { typedAddresses, typedNetworks } from '../../src/cli/typed-networks.ts';

test('networks come back canonical', async () => {
  expect(await typedNetworks('service-cidr', ['10.96.0.0/12', 'FD00:10:96:0::/112'])).toEqual([
    '10.96.0.0/12',
    'fd00:10:96::/112',
  ]);
});

test.each([
  ['10.96.0.1/12', /is an address inside a network, not a network/],
  ['10.96.0.0', /a network needs its length/],
  ['10.96.0/12', /Invalid IPv4 address/],
  ['10.96.0.0/33', /Invalid/],
  ['fd00::1/64', /is an address inside a network/],
  ['fd00:::/64', /--service-cidr "fd00:::\/64": /],
  ['', /a network needs its length/],
])('--service-cidr %j is refused', async (text, message) => {
  await expect(typedNetworks('service-cidr', [text])).rejects.toThrow(message);
});

test('addresses come back canonical, anything else is refused', async () => {
  expect(await typedAddresses('cluster-dns', ['10.96.0.10', 'fd00:0:0::A'])).toEqual(['10.96.0.10', 'fd00::a']);
  for (const text of ['10.96.0.300', '10.96.0.10/32', 'dns', 'fe80::1::2']) {
    await expect(typedAddresses('cluster-dns', [text])).rejects.toThrow(
      `--cluster-dns ${JSON.stringify(text)} is no IP address`,
    );
  }
});
