import type { Packet } from '../net/packet.ts';
import type { Chain, Match, Rule } from './model.ts';
import { protocolMatches } from './protocol.ts';

/** A rule and its 1-based place in the chain: the kernel tried `position` rules when it stopped here. */
export interface PlacedRule {
  readonly position: number;
  readonly rule: Rule;
}

/** Chains up to this length are walked rule by rule. */
const SMALL = 16;

/**
 * The rules of a chain that could match the packet, in order. Long chains are hashed once by destination address, protocol
 * and port, so that a walk through 10,000 Services looks at a handful of rules; what is left out cannot match.
 */
export function candidateRules(chain: Chain, packet: Packet): readonly PlacedRule[] {
  if (chain.sparse) return chain.sparse.about(packet.destination.text);
  const rules = chain.rules;
  if (rules.length <= SMALL) return rules.map((rule, i) => ({ position: i + 1, rule }));
  const index = indexOf(rules);
  const { protocol, destination, destinationPort } = packet;
  const lists = [
    index.always,
    index.byKey.get(destination.text),
    index.byKey.get(`${destination.text} ${protocol} ${destinationPort}`),
    index.byKey.get(`${protocol} ${destinationPort}`),
  ];
  return merged(lists).map((i) => ({ position: i + 1, rule: rules[i] as Rule }));
}

/** Rules that name the packet's destination address, whatever else they ask: what `--explain` shows as near misses. */
export function rulesForDestination(chain: Chain, packet: Packet): PlacedRule[] {
  const found: PlacedRule[] = [];
  if (chain.sparse) {
    const { rest } = chain.sparse;
    return chain.sparse.about(packet.destination.text).filter(({ rule }) => !rest.includes(rule));
  }
  const rules = chain.rules;
  const places = indexOf(rules).byDestination.get(packet.destination.text) ?? [];
  for (const i of places) found.push({ position: i + 1, rule: rules[i] as Rule });
  return found;
}

/** How many rules the chain has. */
export function chainLength(chain: Chain): number {
  return chain.sparse?.length ?? chain.rules.length;
}

interface ChainIndex {
  /** 0-based places of rules that no key describes. */
  readonly always: readonly number[];
  readonly byKey: ReadonlyMap<string, readonly number[]>;
  readonly byDestination: ReadonlyMap<string, readonly number[]>;
}

const indexes = new WeakMap<readonly Rule[], ChainIndex>();

function indexOf(rules: readonly Rule[]): ChainIndex {
  let index = indexes.get(rules);
  if (!index) indexes.set(rules, (index = buildIndex(rules)));
  return index;
}

function buildIndex(rules: readonly Rule[]): ChainIndex {
  const always: number[] = [];
  const byKey = new Map<string, number[]>();
  const byDestination = new Map<string, number[]>();
  const push = (map: Map<string, number[]>, key: string, place: number): void => {
    const list = map.get(key);
    if (list) list.push(place);
    else map.set(key, [place]);
  };
  for (let place = 0; place < rules.length; place++) {
    const key = keyOf((rules[place] as Rule).matches);
    if (key.key === undefined) always.push(place);
    else push(byKey, key.key, place);
    if (key.host !== undefined) push(byDestination, key.host, place);
  }
  return { always, byKey, byDestination };
}

/** A key that every packet the conditions could match has; undefined: there is no such key. */
function keyOf(matches: readonly Match[]): { key: string | undefined; host: string | undefined } {
  let host: string | undefined;
  let service: string | undefined;
  for (const match of matches) {
    if (match.negate === true) continue;
    if (match.kind === 'destination') {
      const { address, length } = match.prefix;
      if (length === (address.family === 4 ? 32 : 128)) host = address.text;
    } else if (match.kind === 'ports') {
      const ports = match.destinationPorts;
      const protocol = (['tcp', 'udp', 'sctp'] as const).find((name) => protocolMatches(match.module, name));
      if (ports && ports.negate !== true && ports.from === ports.to && protocol) service = `${protocol} ${ports.from}`;
    }
  }
  if (host === undefined) return { key: service, host };
  return { key: service === undefined ? host : `${host} ${service}`, host };
}

/** The numbers of several ascending lists, ascending. */
function merged(lists: readonly (readonly number[] | undefined)[]): number[] {
  const all: number[] = [];
  let filled = 0;
  for (const list of lists) {
    if (!list || list.length === 0) continue;
    filled++;
    for (const place of list) all.push(place);
  }
  return filled > 1 ? all.sort((a, b) => a - b) : all;
}
