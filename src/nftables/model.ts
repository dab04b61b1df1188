import type { Origin } from '../net/origin.ts';

/** nftables as data: `nft list ruleset` is printed from these objects and the trace walks the very same ones. */
export interface NftTable {
  readonly family: 'ip' | 'ip6' | 'inet' | 'arp' | 'bridge' | 'netdev';
  readonly name: string;
  readonly comment?: string;
  /** Sets, then maps, then chains, each in creation order, as nft lists them. */
  readonly sets: ReadonlyMap<string, NftSet>;
  readonly chains: ReadonlyMap<string, NftChain>;
}

export interface NftSet {
  readonly kind: 'set' | 'map';
  readonly name: string;
  /** e.g. `ipv4_addr . inet_proto . inet_service` */
  readonly keyType: string;
  /** maps only: `verdict`, `ipv4_addr . inet_service` ... */
  readonly valueType?: string;
  readonly comment?: string;
  readonly flags?: readonly string[];
  /** seconds */
  readonly timeout?: number;
  readonly size?: number;
  readonly elements: readonly NftElement[];
}

export interface NftElement {
  /** One text per concatenated part, as nft prints it: [`10.96.0.1`, `tcp`, `443`]. */
  readonly key: readonly string[];
  readonly value?: string;
  readonly comment?: string;
  readonly origin?: Origin;
}

export interface NftChain {
  readonly name: string;
  readonly base?: {
    readonly type: string;
    readonly hook: string;
    /** as printed: `dstnat - 10` */ readonly priority: string;
    readonly policy: string;
  };
  readonly comment?: string;
  /** May be a getter that builds on first use. */
  readonly rules: readonly NftRule[];
}

/** A rule is its statements in order; the nftables room refines `NftStatement` and owns the evaluation. */
export interface NftRule {
  readonly statements: readonly NftStatement[];
  readonly comment?: string;
  readonly origin?: Origin;
}

/** Refined by the nftables room; `text` is exactly what nft prints for it. */
export interface NftStatement {
  readonly kind: string;
  readonly text: string;
  readonly [detail: string]: unknown;
}
