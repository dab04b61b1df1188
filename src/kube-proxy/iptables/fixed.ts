import type { Family } from '../../net/address.ts';
import { BUILT_IN_CHAINS } from '../../netfilter/empty-table.ts';
import type { Chain, Match, Rule, Table } from '../../netfilter/model.ts';
import { BuiltChain, TableChains } from './chains.ts';
import {
  comment,
  destination,
  fixedRule,
  INVALID,
  jump,
  KNOWN_CONNECTION,
  NEW_CONNECTION,
  source,
  TO_LOCAL,
} from './parts.ts';
import { nodePortsAt, servesLoopback } from '../node-ports.ts';
import type { NodeFacts } from '../node-facts.ts';

/** Rules and chains that are there whatever Services there are. Source: iptablesJumpChains and syncProxyRules. */

const SERVICES = comment('kubernetes service portals');
const EXTERNAL = comment('kubernetes externally-visible service portals');
const FORWARDING = comment('kubernetes forwarding rules');
const FIREWALL = comment('kubernetes load balancer firewall');

/** A chain of kube-proxy's that has these rules and no others. */
export function fixedChain(name: string, rules: readonly Rule[] = []): Chain {
  return new BuiltChain(name, () => rules);
}

/** A chain that belongs to the table itself. */
export function builtInChain(name: string, rules: readonly Rule[] = []): Chain {
  return new BuiltChain(name, () => rules, 'ACCEPT');
}

/** mangle holds nothing but the chain by whose loss kube-proxy notices that somebody flushed the rules. */
export function mangleTable(): Table {
  const canary = fixedChain('KUBE-PROXY-CANARY');
  const builtIn = BUILT_IN_CHAINS.mangle.map((name) => builtInChain(name));
  return { name: 'mangle', chains: new TableChains(builtIn, { find: () => undefined, all: () => [canary] }) };
}

/** filter's built-in chains of 1.36: each jump was put before the ones already there. */
export function filterBuiltIn(): Chain[] {
  const external = fixedRule([NEW_CONNECTION, EXTERNAL], jump('KUBE-EXTERNAL-SERVICES'));
  const services = fixedRule([NEW_CONNECTION, SERVICES], jump('KUBE-SERVICES'));
  const firewall = fixedRule([NEW_CONNECTION, FIREWALL], jump('KUBE-PROXY-FIREWALL'));
  const localnet = fixedRule([], jump('KUBE-FIREWALL'));
  const health = fixedRule([comment('kubernetes health check service ports')], jump('KUBE-NODEPORTS'));
  const forward = fixedRule([FORWARDING], jump('KUBE-FORWARD'));
  return [
    builtInChain('INPUT', [localnet, firewall, health, external]),
    builtInChain('FORWARD', [firewall, forward, services, external]),
    builtInChain('OUTPUT', [localnet, firewall, services]),
  ];
}

/** filter's built-in chains of 1.20. */
export function filterBuiltIn120(): Chain[] {
  const external = fixedRule([NEW_CONNECTION, EXTERNAL], jump('KUBE-EXTERNAL-SERVICES'));
  const services = fixedRule([NEW_CONNECTION, SERVICES], jump('KUBE-SERVICES'));
  const forward = fixedRule([FORWARDING], jump('KUBE-FORWARD'));
  return [
    builtInChain('INPUT', [external]),
    builtInChain('FORWARD', [forward, services, external]),
    builtInChain('OUTPUT', [services]),
  ];
}

export function natBuiltIn(): Chain[] {
  const services = fixedRule([SERVICES], jump('KUBE-SERVICES'));
  const postrouting = fixedRule([comment('kubernetes postrouting rules')], jump('KUBE-POSTROUTING'));
  return [
    builtInChain('PREROUTING', [services]),
    builtInChain('INPUT'),
    builtInChain('OUTPUT', [services]),
    builtInChain('POSTROUTING', [postrouting]),
  ];
}

/** KUBE-FIREWALL: keeps packets from elsewhere off 127.0.0.0/8, which localhost node ports made routable. */
export function localnetFirewall(facts: NodeFacts, family: Family): Chain {
  if (family === 6 || !servesLoopback(facts, family)) return fixedChain('KUBE-FIREWALL');
  const states = ['RELATED', 'ESTABLISHED', 'DNAT'];
  return fixedChain('KUBE-FIREWALL', [
    fixedRule(
      [
        source('127.0.0.0/8', true),
        destination('127.0.0.0/8'),
        comment('block incoming localnet connections'),
        { kind: 'conntrack', module: 'conntrack', states, negate: true },
      ],
      { kind: 'drop' },
    ),
  ]);
}

/** KUBE-FORWARD: what kube-proxy lets through whatever the host's FORWARD policy says. */
export function forwardChain(facts: NodeFacts): Chain {
  const mark: Match = { kind: 'mark', module: 'mark', value: facts.masqueradeMark, mask: facts.masqueradeMark };
  const counted: Match[] = facts.nfacct ? [{ kind: 'nfacct', name: 'ct_state_invalid_dropped_pkts' }] : [];
  const known = (what: string): Rule =>
    fixedRule([comment(`kubernetes forwarding conntrack ${what}`), KNOWN_CONNECTION], { kind: 'accept' });
  return fixedChain('KUBE-FORWARD', [
    fixedRule([INVALID, ...counted], { kind: 'drop' }),
    fixedRule([FORWARDING, mark], { kind: 'accept' }),
    ...(facts.layout === '1.20' ? [known('pod source rule'), known('pod destination rule')] : [known('rule')]),
  ]);
}

/** nat KUBE-MARK-MASQ and KUBE-POSTROUTING: marked packets leave with an address of the node, and lose the mark. */
export function masqueradeChains(facts: NodeFacts): Chain[] {
  const mark = facts.masqueradeMark;
  const masquerade = comment('kubernetes service traffic requiring SNAT');
  return [
    fixedChain('KUBE-MARK-MASQ', [fixedRule([], { kind: 'set-xmark', value: mark, mask: mark })]),
    fixedChain('KUBE-POSTROUTING', [
      fixedRule([{ kind: 'mark', module: 'mark', value: mark, mask: mark, negate: true }], { kind: 'return' }),
      fixedRule([], { kind: 'set-xmark', value: mark, mask: 0 }),
      fixedRule([masquerade], { kind: 'masquerade', randomFully: true }),
    ]),
  ];
}

/** The end of nat KUBE-SERVICES: what is addressed to the node itself may be meant for a node port. */
export function nodePortJumps(facts: NodeFacts, family: Family): Rule[] {
  const why = comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain');
  const target = jump('KUBE-NODEPORTS');
  const at = nodePortsAt(facts, family);
  if (at !== 'any-local') return at.map((ip) => fixedRule([destination(ip), why], target));
  const loopback = family === 4 ? '127.0.0.0/8' : '::1/128';
  const kept = facts.layout === '1.20' || servesLoopback(facts, family);
  return [fixedRule(kept ? [why, TO_LOCAL] : [destination(loopback, true), why, TO_LOCAL], target)];
}
