import type { Family } from '../../net/address.ts';
import type { Chain, Rule, Target } from '../../netfilter/model.ts';
import { fixedChain } from '../iptables/fixed.ts';
import {
  comment,
  fixedRule,
  KNOWN_CONNECTION,
  MASQUERADE,
  NOT_FROM_BRIDGE,
  NOT_FROM_LOCAL,
  notFromPods,
  protocol,
  source,
  TO_LOCAL,
} from '../iptables/parts.ts';
import type { Direction, SetRules } from './set-rules.ts';
import type { SetKind } from './set-kinds.ts';
import type { NodeFacts } from '../node-facts.ts';

/** Rules that both layouts of IPVS mode share. */

const ACCEPT: Target = { kind: 'accept' };
const RETURN: Target = { kind: 'return' };

/** KUBE-FORWARD without the drop of invalid packets that iptables mode has. */
export function ipvsForwardChain(facts: NodeFacts): Chain {
  const mark = facts.masqueradeMark;
  const forwarding = comment('kubernetes forwarding rules');
  const known = (what: string): Rule =>
    fixedRule([comment(`kubernetes forwarding conntrack ${what}`), KNOWN_CONNECTION], ACCEPT);
  return fixedChain('KUBE-FORWARD', [
    fixedRule([forwarding, { kind: 'mark', module: 'mark', value: mark, mask: mark }], ACCEPT),
    ...(facts.layout === '1.20' ? [known('pod source rule'), known('pod destination rule')] : [known('rule')]),
  ]);
}

/** By protocol: policy Local keeps the client's address, everything else is masqueraded. */
export function nodePortRules(kit: SetRules): Rule[] {
  const rules: Rule[] = [];
  const add = (of: 'tcp' | 'udp' | 'sctp', local: SetKind, all: SetKind, ...directions: readonly Direction[]): void => {
    rules.push(...kit.ifAny(local, fixedRule([protocol(of), ...kit.commented(local, ...directions)], RETURN)));
    rules.push(...kit.ifAny(all, fixedRule([protocol(of), ...kit.commented(all, ...directions)], MASQUERADE)));
  };
  add('tcp', 'NODE-PORT-LOCAL-TCP', 'NODE-PORT-TCP', 'dst');
  add('udp', 'NODE-PORT-LOCAL-UDP', 'NODE-PORT-UDP', 'dst');
  add('sctp', 'NODE-PORT-LOCAL-SCTP-HASH', 'NODE-PORT-SCTP-HASH', 'dst', 'dst');
  return rules;
}

/** Cluster addresses: masquerade what comes from outside the pod network, or everything, or what has them as its source. */
export function clusterIPRules(facts: NodeFacts, family: Family, kit: SetRules): readonly Rule[] {
  const toThem = kit.commented('CLUSTER-IP', 'dst', 'dst');
  const fromOutside = notFromPods(facts, family, toThem);
  if (facts.masqueradeAll) return kit.ifAny('CLUSTER-IP', fixedRule(toThem, MASQUERADE));
  if (fromOutside) return kit.ifAny('CLUSTER-IP', fixedRule(fromOutside, MASQUERADE));
  return kit.ifAny('CLUSTER-IP', fixedRule(kit.commented('CLUSTER-IP', 'src', 'dst'), MASQUERADE));
}

/** External addresses: a packet that is neither from a bridge nor from the node, or that comes back, needs no further rule. */
export function externalIPRules(kit: SetRules): readonly Rule[] {
  const accepted = (kind: SetKind): Rule[] => [
    fixedRule([...kit.commented(kind, 'dst', 'dst'), NOT_FROM_BRIDGE, NOT_FROM_LOCAL], ACCEPT),
    fixedRule([...kit.commented(kind, 'dst', 'dst'), TO_LOCAL], ACCEPT),
  ];
  const masqueraded = fixedRule(kit.commented('EXTERNAL-IP', 'dst', 'dst'), MASQUERADE);
  return [
    ...kit.ifAny('EXTERNAL-IP', masqueraded, ...accepted('EXTERNAL-IP')),
    ...kit.ifAny('EXTERNAL-IP-LOCAL', ...accepted('EXTERNAL-IP-LOCAL')),
  ];
}

/** Traffic of virtual servers leaves nat here, so that later rules of others do not touch it. */
export function acceptedRules(kit: SetRules): readonly Rule[] {
  return (['CLUSTER-IP', 'LOAD-BALANCER'] as const).flatMap((kind) =>
    kit.ifAny(kind, fixedRule([kit.match(kind, 'dst', 'dst')], { kind: 'accept' })),
  );
}

/** What the node sends over loopback is no Service traffic. */
export function loopbackReturn(family: Family): Rule {
  return fixedRule([source(family === 4 ? '127.0.0.0/8' : '::1/128')], RETURN);
}
