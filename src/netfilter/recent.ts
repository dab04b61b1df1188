import { prefixOf } from '../net/prefix.ts';
import { parseAddress, type Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { MatchResult, RuleEnvironment } from './evaluate.ts';
import type { Match } from './model.ts';

/** What a `recent` condition that held leaves behind in its list. */
export interface RecentUpdate {
  readonly list: string;
  readonly address: string;
  /** `note`: the address was seen now; `forget`: it leaves the list. */
  readonly action: 'note' | 'forget';
}

/** xt_recent: whether the packet's address is in a list, and was seen within the last seconds. */
export function recentMatches(
  match: Extract<Match, { kind: 'recent' }>,
  packet: Packet,
  env: RuleEnvironment,
): MatchResult {
  const address = masked(match.side === 'source' ? packet.source : packet.destination, match.mask);
  const { list } = match;
  if (match.action === 'set') return { result: 'yes', update: { list, address, action: 'note' } };
  const since = match.seconds === undefined ? Number.NEGATIVE_INFINITY : env.now - match.seconds;
  const seen = env.seen(list, address).filter((moment) => moment >= since).length;
  if (seen < (match.hitcount ?? 1)) return { result: 'no' };
  if (match.action === 'remove') return { result: 'yes', update: { list, address, action: 'forget' } };
  return match.action === 'update' ? { result: 'yes', update: { list, address, action: 'note' } } : { result: 'yes' };
}

function masked(address: Address, mask: string): string {
  const bits = parseAddress(mask);
  if (!bits || bits.family !== address.family) return address.text;
  const ones =
    bits.bits
      .toString(2)
      .padStart(bits.family === 4 ? 32 : 128, '0')
      .lastIndexOf('1') + 1;
  return prefixOf(address, ones).address.text;
}
