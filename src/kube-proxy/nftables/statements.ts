import type { NftData, NftExpression, NftRule, NftStatement } from '../../nftables/model.ts';
import { anonymousAddresses } from '../../nftables/address-set.ts';
import type { NodeFacts } from '../node-facts.ts';

/** The few kinds of statements that kube-proxy's nftables mode is made of. */

export const field = (name: string): NftExpression => ({ kind: 'field', name });

export const concat = (...names: readonly string[]): NftExpression => ({ kind: 'concat', parts: names.map(field) });

export const named = (name: string): NftData => ({ kind: 'named', name });

export const inSet = (name: string, set: string): NftStatement => ({
  kind: 'match',
  left: field(name),
  right: named(set),
});

export const is = (name: string, text: string): NftStatement => ({
  kind: 'match',
  left: field(name),
  right: { kind: 'value', text },
});

export const isNot = (name: string, text: string): NftStatement => ({
  kind: 'match',
  left: field(name),
  operator: '!=',
  right: { kind: 'value', text },
});

/** `ip saddr CIDR`, `iifname "cali*"`: pod traffic, or what is none. Undefined: kube-proxy cannot tell. */
export function fromPods(facts: NodeFacts, family: 4 | 6, compare: typeof is): NftStatement | undefined {
  const traffic = facts.podTraffic(family);
  if (!traffic) return undefined;
  if (traffic.by === 'source') return compare(family === 4 ? 'ip saddr' : 'ip6 saddr', traffic.cidr);
  return compare('iifname', `"${traffic.name.replace(/\+$/, '*')}"`);
}

/** `{ a , b }` as nft lists it. */
export const among = (name: string, texts: readonly string[], operator?: '!='): NftStatement => ({
  kind: 'match',
  left: field(name),
  ...(operator && { operator }),
  right: anonymousAddresses(texts),
});

export const vmap = (key: NftExpression, map: string): NftStatement => ({ kind: 'vmap', key, map: named(map) });

export const jump = (chain: string): NftStatement => ({ kind: 'jump', chain });

export const goTo = (chain: string): NftStatement => ({ kind: 'goto', chain });

export const DROP: NftStatement = { kind: 'verdict', verdict: 'drop' };

export const REJECT: NftStatement = { kind: 'reject' };

export const MASQUERADE: NftStatement = { kind: 'nat', type: 'masquerade', flags: ['fully-random'] };

/** `meta mark set meta mark | MARK`. */
export function changeMark(operator: '|' | '^', mark: number): NftStatement {
  const value: NftExpression = { kind: 'binary', left: field('meta mark'), operator, right: markText(mark) };
  return { kind: 'set-field', field: 'meta mark', value };
}

/** `0x00004000`. */
export function markText(mark: number): string {
  return `0x${(mark >>> 0).toString(16).padStart(8, '0')}`;
}

export const rule = (statements: readonly NftStatement[], comment?: string): NftRule => ({
  statements,
  ...(comment !== undefined && { comment }),
});
