import { expect, test } from 'vitest';
import { atonAddress } from '../../src/net/aton.ts';

/** As glibc 2.36 reads them (`getent ahosts`). */
test.each([
  ['1', '0.0.0.1'],
  ['10.1', '10.0.0.1'],
  ['10.96.5', '10.96.0.5'],
  ['10.96.256', '10.96.1.0'],
  ['010.96.5.1', '8.96.5.1'],
  ['0x7f.1', '127.0.0.1'],
  ['4294967295', '255.255.255.255'],
  ['4294967296', undefined],
  ['256.1.1.1', undefined],
  ['1.2.3.4.5', undefined],
  ['1.2.3.', undefined],
  ['08', undefined],
  ['', undefined],
  ['web', undefined],
])('%s', (text, address) => expect(atonAddress(text)?.text).toBe(address));
