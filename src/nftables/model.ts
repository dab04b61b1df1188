import type { Origin } from '../net/origin.ts';

/** nftables as data: `nft list ruleset` is printed from these objects and the trace walks the very same ones. */
export interface NftTable {
  readonly family: NftFamily;
  readonly name: string;
  readonly comment?: string;
  /** `dormant` and the like. */
  readonly flags?: readonly string[];
  /** Counters, quotas, flowtables ...: verbatim blocks, one level of indentation removed, in listing order. */
  readonly objects?: readonly string[];
  /** Sets and maps in creation order, as nft lists them before the chains. */
  readonly sets: ReadonlyMap<string, NftSet>;
  readonly chains: ReadonlyMap<string, NftChain>;
  /** Those of `chains` that hang on a hook, where they are known without building the others. */
  readonly baseChains?: readonly NftChain[];
}

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';

export interface NftSet {
  readonly kind: 'set' | 'map';
  readonly name: string;
  /** e.g. `ipv4_addr . inet_proto . inet_service`, or an expression where `byExpression` is set */
  readonly keyType: string;
  /** maps only: `verdict`, `ipv4_addr . inet_service` ... */
  readonly valueType?: string;
  /** Declared with `typeof` instead of `type`. */
  readonly byExpression?: boolean;
  readonly policy?: string;
  readonly size?: number;
  /** Statements that every element carries (`counter`). */
  readonly statements?: readonly string[];
  readonly flags?: readonly string[];
  readonly autoMerge?: boolean;
  /** seconds */
  readonly timeout?: number;
  /** seconds */
  readonly gcInterval?: number;
  readonly comment?: string;
  /** In listing order; see element-order.ts. May be a getter that builds on first use. */
  readonly elements: readonly NftElement[];
  /** The element of exactly this key (parts joined by ` . `) without building the others. Absent: look through `elements`. */
  find?(key: string): NftElement | undefined;
  /** False: no element's key begins with this address (and, if the next part is one too, with these two). Absent: ask `find`. */
  mayBeginWith?(address: string, next?: string): boolean;
}

export interface NftElement {
  /** One text per concatenated part, as nft prints it: [`10.96.0.1`, `tcp`, `443`]. Prefixes and ranges in interval sets. */
  readonly key: readonly string[];
  readonly value?: string;
  readonly comment?: string;
  /** `timeout 5m expires 4m59s`, `counter packets 0 bytes 0`: what stands between key and comment, verbatim. */
  readonly attributes?: string;
  readonly origin?: Origin;
}

export interface NftChain {
  readonly name: string;
  readonly base?: {
    readonly type: string;
    readonly hook: string;
    /** `device = eth0` of netdev chains */
    readonly device?: string;
    /** as printed: `dstnat - 10`; see priority.ts */
    readonly priority: string;
    readonly policy: string;
  };
  readonly comment?: string;
  /** May be a getter that builds on first use. */
  readonly rules: readonly NftRule[];
}

/** A rule is its statements in order. */
export interface NftRule {
  readonly statements: readonly NftStatement[];
  readonly comment?: string;
  readonly origin?: Origin;
  /** Only where it was read from a listing whose spacing or notation this printer would not repeat: the line as it stood. */
  readonly verbatim?: string;
}

/** Something that has a value for a packet. */
export type NftExpression =
  /** `ip saddr`, `meta l4proto`, `ct state`, `fib daddr type`, `iifname`: the words nft prints */
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'concat'; readonly parts: readonly NftExpression[] }
  /** `meta mark & 0x00004000` */
  | {
      readonly kind: 'binary';
      readonly left: NftExpression;
      readonly operator: '&' | '|' | '^';
      readonly right: string;
    }
  | { readonly kind: 'numgen'; readonly mode: 'random' | 'inc'; readonly modulus: number; readonly offset?: number }
  /** `jhash ip saddr`, `symhash`: `of` is absent for symhash */
  | { readonly kind: 'hash'; readonly of?: NftExpression; readonly modulus: number; readonly options?: string }
  | { readonly kind: 'value'; readonly text: string };

/** What an expression is compared with or looked up in. */
export type NftData =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'anonymous'; readonly elements: readonly NftElement[] }
  | { readonly kind: 'named'; readonly name: string };

export type NftNatTarget =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'map'; readonly key: NftExpression; readonly map: NftData };

export type NftVerdict = 'accept' | 'drop' | 'return' | 'continue';

/** One statement. `unknown` keeps what this room cannot evaluate, verbatim; the walk calls it undetermined by name. */
export type NftStatement =
  | {
      readonly kind: 'match';
      readonly left: NftExpression;
      readonly operator?: '==' | '!=' | '<' | '>' | '<=' | '>=';
      readonly right: NftData;
    }
  | { readonly kind: 'vmap'; readonly key: NftExpression; readonly map: NftData }
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** `with`: as printed after `reject with`; absent is nft's default, port-unreachable */
  | { readonly kind: 'reject'; readonly with?: string }
  | { readonly kind: 'set-field'; readonly field: string; readonly value: NftExpression }
  | {
      readonly kind: 'nat';
      readonly type: 'dnat' | 'snat' | 'redirect' | 'masquerade';
      /** `dnat ip to`: the family word of address-and-port maps */
      readonly family?: 'ip' | 'ip6';
      readonly to?: NftNatTarget;
      /** `random`, `fully-random`, `persistent` */
      readonly flags?: readonly string[];
    }
  | {
      readonly kind: 'set-update';
      readonly operation: 'add' | 'update' | 'delete';
      readonly set: string;
      readonly key: NftExpression;
      /** after the key: `timeout 5s` */
      readonly options?: string;
    }
  | { readonly kind: 'counter'; readonly packets: number; readonly bytes: number }
  | { readonly kind: 'limit'; readonly text: string }
  /** Known not to change a verdict: `log prefix "x "`, `meta nftrace set 1`. */
  | { readonly kind: 'inert'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };
