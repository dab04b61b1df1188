import type { RuleResult } from '../../netfilter/evaluate.ts';
import type { Chain, Rule } from '../../netfilter/model.ts';
import { printMatch } from '../../netfilter/print-match.ts';
import { printRule } from '../../netfilter/print.ts';
import type { RuleStep } from '../hook.ts';
import type { TableState } from './table-state.ts';
import type { Effect } from './target.ts';

/** Notes what rules of a table did to a packet. */
export class Report {
  readonly #table: string;
  readonly #record: boolean;

  constructor(table: string, record: boolean) {
    this.#table = table;
    this.#record = record;
  }

  /** The step of a rule that holds. */
  step(
    chain: Chain,
    rule: Rule,
    position: number,
    state: TableState,
    action: string,
    found: RuleResult,
    effect?: Effect,
  ): TableState {
    if (!this.#record && !isLast(effect)) return state;
    const chance = found.probability * (effect?.share ?? 1);
    return this.reported(state, chain, {
      rule: printRule(chain.name, rule),
      position,
      action,
      ...(chance < 1 ? { probability: chance } : {}),
      ...(rule.origin ? { origin: rule.origin } : {}),
    });
  }

  /** Which rule ended a packet's way is told even where no steps are wanted. */
  reported(state: TableState, chain: Chain, more: Pick<RuleStep, 'rule' | 'action'> & Partial<RuleStep>): TableState {
    const step: RuleStep = {
      layer: 'iptables',
      table: this.#table,
      chain: chain.name,
      packet: state.packet,
      ...more,
    };
    return { ...state, steps: { last: step, before: state.steps } };
  }

  /** With explain: a rule that could have matched – not one that is about another address altogether. */
  missed(chain: Chain, rule: Rule, position: number, found: RuleResult, state: TableState): TableState {
    const { failed } = found;
    if (!this.#record || !failed || failed.kind === 'destination') return state;
    return this.reported(state, chain, {
      rule: printRule(chain.name, rule),
      position,
      action: 'does not match',
      failed: printMatch(failed),
      ...(rule.origin ? { origin: rule.origin } : {}),
    });
  }
}

function isLast(effect: Effect | undefined): boolean {
  return effect?.next === 'drop' || effect?.next === 'reject' || effect?.next === 'undetermined';
}
