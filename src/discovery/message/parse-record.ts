import { parseAddress } from '../../net/address.ts';
import { absolute } from './name.ts';
import type { ResourceRecord } from './record.ts';

/** The record written as one zone-file line (`name ttl IN A 192.0.2.1`; TTL and class may be missing), or undefined if it is none we know. */
export function parseRecord(line: string): ResourceRecord | undefined {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const owner = words.shift();
  if (owner === undefined) return undefined;
  const name = absolute(owner);
  let ttl = 3600;
  let [type] = words;
  for (; type !== undefined; type = words[0]) {
    if (/^\d+$/.test(type)) ttl = Number(type);
    else if (!/^(IN|CH|HS)$/i.test(type)) break;
    words.shift();
  }
  const [, first = '', second = '', third = '', fourth = ''] = words;
  switch (type?.toUpperCase()) {
    case 'A':
    case 'AAAA': {
      const address = parseAddress(first);
      const kind = type.toUpperCase() === 'A' ? 'A' : 'AAAA';
      return address && (address.family === 4) === (kind === 'A')
        ? { name, ttl, type: kind, address: address.text }
        : undefined;
    }
    case 'CNAME':
    case 'PTR':
    case 'NS':
      return first === '' ? undefined : { name, ttl, type: type.toUpperCase() as 'CNAME', target: absolute(first) };
    case 'TXT':
      return { name, ttl, type: 'TXT', strings: words.slice(1).map((word) => word.replace(/^"|"$/g, '')) };
    case 'MX':
      return second === ''
        ? undefined
        : { name, ttl, type: 'MX', preference: Number(first), exchange: absolute(second) };
    case 'SRV': {
      if (fourth === '') return undefined;
      const [priority, weight, port] = [Number(first), Number(second), Number(third)];
      return { name, ttl, type: 'SRV', priority, weight, port, target: absolute(fourth) };
    }
    case 'SOA': {
      const numbers = words.slice(3, 8).map(Number);
      const [serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0] = numbers;
      if (numbers.length < 5) return undefined;
      return {
        name,
        ttl,
        type: 'SOA',
        mname: absolute(first),
        rname: absolute(second),
        serial,
        refresh,
        retry,
        expire,
        minimum,
      };
    }
  }
  return undefined;
}
