import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { contains, prefix } from '../net/prefix.ts';
import type { MatchResult, RuleEnvironment } from './evaluate.ts';
import type { Match } from './model.ts';

const MULTICAST = { 4: prefix('224.0.0.0/4'), 6: prefix('ff00::/8') };

/** xt_addrtype: the kind of route that leads to an address. LOCAL, BROADCAST, MULTICAST and UNICAST can be told here. */
export function addressTypeMatches(
  match: Extract<Match, { kind: 'addrtype' }>,
  packet: Packet,
  env: RuleEnvironment,
): MatchResult {
  const source = sideHolds(match.sourceType, match.negateSource, packet.source, env);
  if (source === false) return { result: 'no' };
  const destination = sideHolds(match.destinationType, match.negateDestination, packet.destination, env);
  if (destination === false) return { result: 'no' };
  if (source === undefined || destination === undefined)
    return {
      result: 'unknown',
      why: `what kind of route leads to the address (${match.sourceType ?? match.destinationType})`,
    };
  if (match.limitIn === true || match.limitOut === true)
    return { result: 'unknown', why: 'which interface owns the address' };
  return { result: 'yes' };
}

/** Undefined: cannot be told. */
function sideHolds(
  types: string | undefined,
  negate: boolean | undefined,
  address: Address,
  env: RuleEnvironment,
): boolean | undefined {
  if (types === undefined) return true;
  const one = types.split(',').map((type) => isOfType(type, address, env));
  const holds = one.includes(true) ? true : one.includes(undefined) ? undefined : false;
  return holds === undefined ? undefined : holds !== (negate === true);
}

function isOfType(type: string, address: Address, env: RuleEnvironment): boolean | undefined {
  const multicast = contains(MULTICAST[address.family], address);
  const broadcast = address.text === '255.255.255.255';
  switch (type) {
    case 'LOCAL':
      return env.isLocal(address);
    case 'MULTICAST':
      return multicast;
    case 'BROADCAST':
      return broadcast;
    case 'UNICAST':
      return !multicast && !broadcast && !env.isLocal(address);
    default:
      return undefined;
  }
}
