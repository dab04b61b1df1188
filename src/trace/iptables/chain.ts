import { candidateRules, chainLength, rulesForDestination, type PlacedRule } from '../../netfilter/chain-index.ts';
import { evaluateRule, type RuleResult } from '../../netfilter/evaluate.ts';
import type { Chain, Rule, Table } from '../../netfilter/model.ts';
import { printRule } from '../../netfilter/print.ts';
import type { HookContext } from '../hook.ts';
import { Environment, remembered } from './environment.ts';
import type { IptablesExtras } from './walk.ts';
import { isHarmless } from './harmless.ts';
import { chainOf } from './jump.ts';
import { Report } from './report.ts';
import { withChance, type Ended, type TableState } from './table-state.ts';
import { applyTarget } from './target.ts';

type Returned = (state: TableState) => void;

/** What follows a rule. */
interface Behind {
  readonly chain: Chain;
  readonly candidates: readonly PlacedRule[] | undefined;
  readonly at: number;
  readonly tried: number;
  readonly depth: number;
  readonly returned: Returned;
}

/** The kernel refuses chains that call each other in a circle; a pasted dump may contain one. */
const MAX_DEPTH = 48;
/** Ways through one table: beyond that a (hostile) rule set is not followed further. */
const MAX_WAYS = 20_000;

/** One walk through one table. */
export class ChainWalk {
  readonly #table: Table;
  readonly #context: HookContext;
  readonly #ended: Ended;
  readonly #record: boolean;
  readonly #environment: Environment;
  readonly #report: Report;
  readonly #visited: Chain[] | undefined;
  #ways = 0;

  constructor(table: Table, context: HookContext, extras: IptablesExtras, ended: Ended, visited?: Chain[]) {
    this.#visited = visited;
    this.#table = table;
    this.#context = context;
    this.#ended = ended;
    this.#record = context.record !== false;
    this.#environment = new Environment(context, extras);
    this.#report = new Report(table.name, this.#record);
  }

  /** Walks a built-in chain; its policy decides what its rules leave. */
  start(chain: Chain, state: TableState): void {
    this.#walk(chain, state, 0, (left) => {
      if (chain.policy !== 'DROP') return this.#ended(left, 'accept');
      this.#ended(this.#report.reported(left, chain, { rule: `-P ${chain.name} DROP`, action: 'policy DROP' }), 'drop');
    });
  }

  #walk(chain: Chain, state: TableState, depth: number, returned: Returned): void {
    if (depth > MAX_DEPTH) return this.#ended(state, 'undetermined', `chain ${chain.name} is called in a circle`);
    this.#visited?.push(chain);
    const explained = this.#context.explain && this.#record ? this.#nearMisses(chain, state) : state;
    const candidates = chainLength(chain) <= 16 ? undefined : candidateRules(chain, state.packet);
    this.#from(chain, candidates, 0, 0, explained, depth, returned);
  }

  /** Goes on in a chain from its `at`-th candidate; `tried` rules of it were counted so far. */
  #from(
    chain: Chain,
    candidates: readonly PlacedRule[] | undefined,
    at: number,
    tried: number,
    state: TableState,
    depth: number,
    returned: Returned,
  ): void {
    const count = candidates?.length ?? chain.rules.length;
    let now = state;
    for (let i = at; i < count; i++) {
      const rule = candidates ? candidates[i]?.rule : chain.rules[i];
      const position = candidates ? (candidates[i]?.position ?? 0) : i + 1;
      if (!rule) continue;
      const found = evaluateRule(rule, now.packet, this.#environment.at(now));
      if (found.result === 'no') {
        if (this.#context.explain && this.#record && !candidates)
          now = this.#report.missed(chain, rule, position, found, now);
        continue;
      }
      const yes: TableState = {
        packet: now.packet,
        connection: now.connection,
        memory: found.updates.length === 0 ? now.memory : remembered(now.memory, found.updates, this.#context),
        probability: now.probability * found.probability,
        steps: now.steps,
        examined: now.examined + position - tried,
      };
      if (found.result === 'unknown') {
        if (isHarmless(rule.target)) continue;
        this.#doubt(chain, rule, position, yes, found.why ?? 'a condition');
        if (found.probability >= 1) return;
      } else {
        const behind: Behind = { chain, candidates, at: i + 1, tried: position, depth, returned };
        this.#take(chain, rule, position, yes, found, behind);
        if (found.result === 'yes') return;
      }
      now = withChance(now, now.probability * (1 - found.probability));
      if (++this.#ways > MAX_WAYS)
        return this.#ended(now, 'undetermined', 'more ways through the rules than are followed');
    }
    returned({
      packet: now.packet,
      connection: now.connection,
      memory: now.memory,
      probability: now.probability,
      steps: now.steps,
      examined: now.examined + chainLength(chain) - tried,
    });
  }

  /** The rule holds: what its target does. */
  #take(chain: Chain, rule: Rule, position: number, state: TableState, found: RuleResult, behind: Behind): void {
    const { target } = rule;
    if (target?.kind === 'jump' || target?.kind === 'goto') {
      const to = chainOf(this.#table, target);
      const here = this.#report.step(chain, rule, position, state, `${target.kind} ${target.chain}`, found);
      if (!to) return this.#ended(here, 'undetermined', `chain ${target.chain} is not in the dump`);
      const back = target.kind === 'jump' ? (after: TableState): void => this.#goOn(behind, after) : behind.returned;
      return this.#walk(to, here, behind.depth + 1, back);
    }
    for (const effect of applyTarget(target, state.packet, state.connection, this.#context)) {
      const changed: TableState = {
        packet: effect.packet,
        connection: effect.connection,
        memory: state.memory,
        probability: state.probability * effect.share,
        steps: state.steps,
        examined: state.examined,
      };
      const done = this.#report.step(chain, rule, position, changed, effect.action, found, effect);
      if (effect.next === 'next') this.#goOn(behind, done);
      else if (effect.next === 'return') behind.returned(done);
      else this.#ended(done, effect.next, effect.detail);
    }
  }

  #goOn({ chain, candidates, at, tried, depth, returned }: Behind, state: TableState): void {
    this.#from(chain, candidates, at, tried, state, depth, returned);
  }

  #doubt(chain: Chain, rule: Rule, position: number, state: TableState, why: string): void {
    const here = this.#report.reported(state, chain, {
      rule: printRule(chain.name, rule),
      position,
      action: `not known: ${why}`,
      ...(rule.origin ? { origin: rule.origin } : {}),
    });
    this.#ended(here, 'undetermined', why);
  }

  /** Rules of a long chain that name the packet's destination and still do not match. */
  #nearMisses(chain: Chain, state: TableState): TableState {
    if (chainLength(chain) <= 16) return state;
    let now = state;
    for (const { rule, position } of rulesForDestination(chain, state.packet)) {
      const found = evaluateRule(rule, state.packet, this.#environment.at(state));
      if (found.result === 'no') now = this.#report.missed(chain, rule, position, found, now);
    }
    return now;
  }
}
