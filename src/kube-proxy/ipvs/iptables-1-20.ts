import type { Family } from '../../net/address.ts';
import type { Rule, Ruleset, Target } from '../../netfilter/model.ts';
import { builtInChain, fixedChain, masqueradeChains, natBuiltIn } from '../iptables/fixed.ts';
import { comment, fixedRule, jump, MASQUERADE, TO_LOCAL } from '../iptables/parts.ts';
import { acceptedRules, clusterIPRules, externalIPRules, ipvsForwardChain, nodePortRules } from './rules.ts';
import { plainTable, SetRules, type Sets } from './set-rules.ts';
import type { SetKind } from './set-kinds.ts';
import type { NodeFacts } from '../node-facts.ts';

const RETURN: Target = { kind: 'return' };

/**
 * The rules of IPVS mode in 1.19 and 1.20: source ranges are looked at in nat KUBE-FIREWALL, which marks for a drop that
 * kubelet's rules carry out, and nothing keeps other ports of the bound addresses closed. No recording of it exists; written
 * from the rule tables of a proxier of that time.
 */
export function ipvsRuleset120(facts: NodeFacts, family: Family, sets: Sets): Ruleset {
  const kit = new SetRules(family, sets);
  const [markMasq, postrouting] = masqueradeChains(facts);
  const toChain = (kind: SetKind, target: Target, ...directions: readonly ('src' | 'dst')[]): readonly Rule[] =>
    kit.ifAny(kind, fixedRule(kit.commented(kind, ...directions), target));
  const hairpin = toChain('LOOP-BACK', { kind: 'masquerade', randomFully: false }, 'dst', 'dst', 'src');
  const filter = plainTable(
    'filter',
    [
      builtInChain('INPUT'),
      builtInChain('FORWARD', [fixedRule([comment('kubernetes forwarding rules')], jump('KUBE-FORWARD'))]),
      builtInChain('OUTPUT'),
    ],
    [ipvsForwardChain(facts)],
  );
  const nat = plainTable('nat', natBuiltIn(), [
    fixedChain('KUBE-FIREWALL', [
      ...toChain('LOAD-BALANCER-SOURCE-CIDR', RETURN, 'dst', 'dst', 'src'),
      ...toChain('LOAD-BALANCER-SOURCE-IP', RETURN, 'dst', 'dst', 'src'),
      fixedRule([], jump('KUBE-MARK-DROP')),
    ]),
    fixedChain('KUBE-LOAD-BALANCER', [
      ...toChain('LOAD-BALANCER-FW', jump('KUBE-FIREWALL'), 'dst', 'dst'),
      ...toChain('LOAD-BALANCER-LOCAL', RETURN, 'dst', 'dst'),
      fixedRule([], MASQUERADE),
    ]),
    fixedChain('KUBE-MARK-DROP'),
    ...(markMasq ? [markMasq] : []),
    fixedChain('KUBE-NODE-PORT', nodePortRules(kit)),
    fixedChain('KUBE-POSTROUTING', [...hairpin, ...(postrouting?.rules ?? [])]),
    fixedChain('KUBE-SERVICES', [
      ...toChain('LOAD-BALANCER', jump('KUBE-LOAD-BALANCER'), 'dst', 'dst'),
      ...clusterIPRules(facts, family, kit),
      ...externalIPRules(kit),
      fixedRule([TO_LOCAL], jump('KUBE-NODE-PORT')),
      ...acceptedRules(kit),
    ]),
  ]);
  return { family, tables: [filter, nat] };
}
