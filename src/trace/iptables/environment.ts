import type { RuleEnvironment } from '../../netfilter/evaluate.ts';
import type { RecentUpdate } from '../../netfilter/recent.ts';
import type { Packet } from '../../net/packet.ts';
import type { Connection, HookContext, Memory } from '../hook.ts';
import type { TableState } from './table-state.ts';
import type { IptablesExtras } from './walk.ts';

/** What rules ask of the host and the connection: one object for all rules of a walk. */
export class Environment implements RuleEnvironment {
  readonly now: number;
  readonly isLocal: RuleEnvironment['isLocal'];
  readonly virtualServer: NonNullable<RuleEnvironment['virtualServer']> | null;
  readonly inSet?: NonNullable<RuleEnvironment['inSet']>;
  connection: Connection;
  readonly #node: string;
  #memory: Memory;

  constructor(context: HookContext, extras: IptablesExtras) {
    this.now = context.now;
    this.isLocal = context.isLocal;
    this.virtualServer = extras.virtualServer ?? null;
    if (extras.inSet) this.inSet = extras.inSet;
    this.connection = context.connection;
    this.#node = context.node;
    this.#memory = context.memory;
  }

  at(state: TableState): this {
    this.connection = state.connection;
    this.#memory = state.memory;
    return this;
  }

  seen(list: string, address: string): readonly number[] {
    return momentsIn(this.#memory, recentKey(this.#node, list, address));
  }

  cameOverBridge(packet: Packet): boolean {
    return packet.inInterface === 'cbr0';
  }
}

function recentKey(node: string, list: string, address: string): string {
  return `recent/${node}/${list}/${address}`;
}

const NEVER: readonly number[] = [];
/** xt_recent keeps this many moments of an address (ip_pkt_list_tot). */
const KEPT_MOMENTS = 20;

function momentsIn(memory: Memory, key: string): readonly number[] {
  const known = memory.get(key);
  return Array.isArray(known) ? (known as number[]) : NEVER;
}

/** The memory after rules noted or forgot addresses in xt_recent lists. */
export function remembered(memory: Memory, updates: readonly RecentUpdate[], context: HookContext): Memory {
  let now = memory;
  for (const { list, address, action } of updates) {
    const key = recentKey(context.node, list, address);
    now = action === 'forget' ? now.with(key, undefined) : now.with(key, [...momentsIn(now, key), context.now].slice(-KEPT_MOMENTS)); // prettier-ignore
  }
  return now;
}
