import type { NftChain, NftElement, NftRule, NftTable } from '../../nftables/model.ts';
import type { NftSurroundings } from '../../nftables/evaluate.ts';
import type { Packet } from '../../net/packet.ts';
import type { Connection, HookContext, HookOutcome, Memory, RuleStep } from '../hook.ts';

/** Where a jump returns to. */
export interface Frame {
  readonly chain: NftChain;
  readonly index: number;
  readonly next: Frame | undefined;
  readonly depth: number;
  readonly trail: Trail | undefined;
}

/** The chains by which a path came where it is, by jump or goto. */
export interface Trail {
  readonly chain: NftChain;
  readonly before: Trail | undefined;
}

/** A chain that was met, and its table. */
export interface Visited {
  readonly table: NftTable;
  readonly chain: NftChain;
}

interface StepChain {
  readonly step: RuleStep;
  readonly before: StepChain | undefined;
}

/** One way of a packet through the chains of a hook. Copied where a rule draws lots. */
export class Path {
  packet: Packet;
  connection: Connection;
  memory: Memory;
  probability = 1;
  examined = 0;
  /** A nat rule of this hook has bound the connection: later nat chains of the hook are not asked. */
  translated = false;
  steps: StepChain | undefined;
  /** What rules see of `of`; see read.ts. */
  surroundings: (NftSurroundings & { readonly of: Connection }) | undefined;

  table: NftTable;
  chain: NftChain;
  /** The rule at hand, and the statement in it. */
  index = 0;
  statement = 0;
  caller: Frame | undefined;
  trail: Trail | undefined;
  /** About the rule at hand. */
  actions: string[] = [];
  lot: number | undefined;
  /** The map element that decided. */
  element: NftElement | undefined;
  /** A statement of it changed something. */
  changed = false;
  unknown: string | undefined;
  /** What the way that this copy took has to say, before it goes on. */
  pending: Result | undefined;

  /** Notes the chains that are met, where that is wanted. Shared by all copies. */
  readonly visited: Visited[] | undefined;

  constructor(
    packet: Packet,
    connection: Connection,
    memory: Memory,
    table: NftTable,
    chain: NftChain,
    visited?: Visited[],
  ) {
    this.visited = visited;
    this.packet = packet;
    this.connection = connection;
    this.memory = memory;
    this.table = table;
    this.chain = chain;
  }

  copy(): Path {
    const copy = new Path(this.packet, this.connection, this.memory, this.table, this.chain, this.visited);
    copy.probability = this.probability;
    copy.examined = this.examined;
    copy.translated = this.translated;
    copy.steps = this.steps;
    copy.surroundings = this.surroundings;
    copy.index = this.index;
    copy.statement = this.statement;
    copy.caller = this.caller;
    copy.trail = this.trail;
    if (this.actions.length > 0) copy.actions = [...this.actions];
    copy.lot = this.lot;
    copy.element = this.element;
    copy.changed = this.changed;
    copy.unknown = this.unknown;
    return copy;
  }

  /** Goes on at the first rule of `chain`. */
  enter(table: NftTable, chain: NftChain): void {
    this.table = table;
    this.chain = chain;
    this.index = 0;
    this.visited?.push({ table, chain });
    this.caller = undefined;
    this.trail = undefined;
    this.clearRule();
  }

  /** Goes back to where the last jump came from; false at the base chain. */
  leave(): boolean {
    const { caller } = this;
    if (!caller) return false;
    this.chain = caller.chain;
    this.index = caller.index;
    this.caller = caller.next;
    this.trail = caller.trail;
    return true;
  }

  /** Forgets what was noted about the rule at hand. */
  clearRule(): void {
    this.statement = 0;
    if (this.actions.length > 0) this.actions = [];
    this.lot = undefined;
    this.element = undefined;
    this.changed = false;
    this.unknown = undefined;
  }

  get tableName(): string {
    return `${this.table.family} ${this.table.name}`;
  }

  report(step: RuleStep): void {
    this.steps = { step, before: this.steps };
  }

  outcome(verdict: HookOutcome['verdict'], detail?: string): HookOutcome {
    const steps: RuleStep[] = [];
    for (let chain = this.steps; chain; chain = chain.before) steps.push(chain.step);
    return {
      probability: this.probability,
      steps: steps.reverse(),
      packet: this.packet,
      connection: this.connection,
      memory: this.memory,
      verdict,
      ...(detail !== undefined && { detail }),
      examined: this.examined,
    };
  }
}

/** What a statement did. `ways`: lots are drawn, each way goes on with a copy of the path. */
export type Result =
  | typeof NEXT
  | { readonly kind: 'miss'; readonly why: () => string }
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'reject'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'ways'; readonly ways: readonly Way[] };

/** What a rule came to once its lots are drawn. */
export type Settled = Exclude<Result, { kind: 'next' | 'ways' }>;

export interface Way {
  readonly probability: number;
  apply(path: Path): Result;
}

/** A miss that nobody asks to explain. */
export const MISSED: Result = { kind: 'miss', why: () => '' };

export const NEXT = { kind: 'next' } as const;

/** A statement made ready to be asked about many packets. */
export type Operation = (path: Path, context: HookContext, table: NftTable) => Result;

export interface CompiledRule {
  readonly rule: NftRule;
  readonly operations: readonly Operation[];
}
