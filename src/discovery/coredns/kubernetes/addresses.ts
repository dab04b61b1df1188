import { inZone } from '../../message/name.ts';
import type { ResourceRecord, TargetRecord } from '../../message/record.ts';
import type { Asked } from '../plugin.ts';
import { type Found, type Findings } from './find.ts';

/** How many CNAMEs may already have been followed when another is met (plugin/backend_lookup.go). */
const CHAIN_LIMIT = 10;

export interface AddressSearch {
  readonly type: 'A' | 'AAAA' | 'TXT';
  /** In the case of the question. */
  readonly zone: string;
  readonly ttl: number;
  readonly asked: Asked;
  find(name: string): Findings;
}

/**
 * The records of `search.type` under `name`, CNAMEs followed: inside the zone by this plug-in (a chain that ends in nothing
 * leaves no trace), outside by asking the server again. Undefined: the name does not exist.
 */
export function addressRecords(
  search: AddressSearch,
  name: string,
  previous: readonly TargetRecord[] = [],
): ResourceRecord[] | undefined {
  const list = search.find(name);
  if (!list) return undefined;
  const records: ResourceRecord[] = [];
  const seen = new Set<string>();
  for (const { kind, host } of list) {
    if (kind === 'CNAME') records.push(...followed(search, name, host, previous));
    else if (kind === search.type && !seen.has(host)) {
      seen.add(host);
      records.push({ name, ttl: search.ttl, type: kind, address: host });
    }
  }
  return records;
}

function followed(
  search: AddressSearch,
  name: string,
  target: Found['host'],
  previous: readonly TargetRecord[],
): readonly ResourceRecord[] {
  if (inZone(target, name) || previous.length > CHAIN_LIMIT) return [];
  const alias: TargetRecord = { name, ttl: search.ttl, type: 'CNAME', target };
  if (previous.some((known) => known.name === name && known.target === target)) return [];
  if (inZone(target, search.zone)) {
    const rest = addressRecords(search, target, [...previous, alias]);
    return rest && rest.length > 0 ? [alias, ...rest] : [];
  }
  return [alias, ...search.asked.lookup({ name: target, type: search.type }).answers];
}
