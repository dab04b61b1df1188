import type { Origin } from '../net/origin.ts';
import type { Prefix } from '../net/prefix.ts';

/** iptables as data. `iptables-save` text is printed from these objects and the trace walks the very same ones. */

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security';

/** What one host has programmed for one address family. */
export interface Ruleset {
  readonly family: 4 | 6;
  /** In the order in which iptables-save prints them. */
  readonly tables: readonly Table[];
}

export interface Table {
  readonly name: TableName;
  /** In print order: built-in chains in hook order, then user chains. */
  readonly chains: ReadonlyMap<string, Chain>;
}

export interface Chain {
  readonly name: string;
  /** Built-in chains only. */
  readonly policy?: 'ACCEPT' | 'DROP';
  /** May be a getter that builds on first use: a cluster of 10,000 Services is walked without building every chain. */
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** In the order in which they are printed; `-m comment` is a match like any other. */
  readonly matches: readonly Match[];
  /** Absent: the rule only counts. */
  readonly target?: Target;
  readonly origin?: Origin;
}

interface Negatable {
  readonly negate?: boolean;
}

/** One condition. Unknown ones are kept verbatim: the walk calls them undetermined, the printer gives them back. */
export type Match = Negatable &
  (
    | { readonly kind: 'source' | 'destination'; readonly prefix: Prefix }
    | {
        readonly kind: 'in-interface' | 'out-interface';
        /** a trailing `+` matches any suffix */ readonly name: string;
      }
    | { readonly kind: 'protocol'; readonly protocol: string }
    | { readonly kind: 'fragment' }
    | { readonly kind: 'comment'; readonly text: string }
    /** `-m tcp` and the like; the port conditions follow as options of the module */
    | {
        readonly kind: 'ports';
        readonly module: string;
        readonly sourcePorts?: PortRange;
        readonly destinationPorts?: PortRange;
        /** everything else of the module, verbatim (`--tcp-flags FIN,SYN,RST,ACK SYN`) */
        readonly rest?: string;
      }
    | {
        readonly kind: 'multiport';
        readonly direction: 'source' | 'destination' | 'either';
        readonly ports: readonly PortRange[];
      }
    | { readonly kind: 'conntrack'; readonly module: 'conntrack' | 'state'; readonly states: readonly string[] }
    | { readonly kind: 'mark'; readonly module: 'mark' | 'connmark'; readonly value: number; readonly mask: number }
    /** `probability` in 1/2^31 units, as the kernel stores it */
    | { readonly kind: 'statistic'; readonly probability: number }
    | { readonly kind: 'statistic-nth'; readonly every: number; readonly packet: number }
    | {
        readonly kind: 'addrtype';
        readonly sourceType?: string;
        readonly destinationType?: string;
        readonly negateSource?: boolean;
        readonly negateDestination?: boolean;
        readonly limitIn?: boolean;
        readonly limitOut?: boolean;
      }
    | {
        readonly kind: 'recent';
        readonly action: 'set' | 'rcheck' | 'update' | 'remove';
        readonly list: string;
        readonly seconds?: number;
        readonly reap?: boolean;
        readonly hitcount?: number;
        readonly mask: string;
        readonly side: 'source' | 'dest';
      }
    | { readonly kind: 'set'; readonly name: string; readonly directions: readonly ('src' | 'dst')[] }
    | {
        readonly kind: 'physdev';
        readonly isIn?: boolean;
        readonly isOut?: boolean;
        readonly isBridged?: boolean;
        readonly negateIsIn?: boolean;
        readonly rest?: string;
      }
    | { readonly kind: 'nfacct'; readonly name: string }
    | { readonly kind: 'unknown'; readonly module: string; readonly text: string }
  );

/** Inclusive; `negate` belongs to this range alone. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  readonly negate?: boolean;
}

export type Target =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'queue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'reject'; /** e.g. icmp-port-unreachable */ readonly with: string }
  | {
      readonly kind: 'dnat' | 'snat';
      /** `ip:port`, `ip`, ranges: verbatim */ readonly to: string;
      readonly options?: string;
    }
  | { readonly kind: 'redirect'; readonly ports: string; readonly options?: string }
  | { readonly kind: 'masquerade'; readonly randomFully: boolean; readonly toPorts?: string }
  /** mark = (mark & ~mask) ^ value */
  | { readonly kind: 'set-xmark'; readonly value: number; readonly mask: number }
  | { readonly kind: 'notrack' }
  | { readonly kind: 'unknown'; readonly name: string; readonly text: string };
