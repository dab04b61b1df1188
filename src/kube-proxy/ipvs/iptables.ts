import type { Family } from '../../net/address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { Match, Rule, Ruleset, Table, Target } from '../../netfilter/model.ts';
import { builtInChain, fixedChain, masqueradeChains, natBuiltIn } from '../iptables/fixed.ts';
import { comment, fixedRule, jump, MASQUERADE, NEW_CONNECTION, planRule, source, TO_LOCAL } from '../iptables/parts.ts';
import { ipvsRuleset120 } from './iptables-1-20.ts';
import type { IpvsPorts } from './ports.ts';
import {
  acceptedRules,
  clusterIPRules,
  externalIPRules,
  ipvsForwardChain,
  loopbackReturn,
  nodePortRules,
} from './rules.ts';
import type { SetKind } from './set-kinds.ts';
import { plainTable, SetRules, type Sets } from './set-rules.ts';
import type { NodeFacts } from '../node-facts.ts';

const ACCEPT: Target = { kind: 'accept' };
const RETURN: Target = { kind: 'return' };
const DROP: Target = { kind: 'drop' };
const PROTOCOL_NUMBERS = { tcp: 6, udp: 17, sctp: 132 } as const;

/**
 * The iptables rules beside IPVS: what is masqueraded, what source ranges admit, and that nothing else reaches the addresses on
 * kube-ipvs0. Their number does not grow with the Services: those are in ipsets. Source: writeIptablesRules (pkg/proxy/ipvs).
 */
export function ipvsRuleset(facts: NodeFacts, family: Family, ports: IpvsPorts, sets: Sets): Ruleset {
  if (facts.layout === '1.20') return ipvsRuleset120(facts, family, sets);
  const kit = new SetRules(family, sets);
  return { family, tables: [filterTable(facts, family, ports, kit), natTable(facts, family, kit)] };
}

function filterTable(facts: NodeFacts, family: Family, ports: IpvsPorts, kit: SetRules): Table {
  const access = comment('kubernetes ipvs access filter');
  const firewall = fixedRule([comment('kube-proxy firewall rules')], jump('KUBE-PROXY-FIREWALL'));
  const builtIn = [
    builtInChain('INPUT', [
      fixedRule([access], jump('KUBE-IPVS-FILTER')),
      firewall,
      fixedRule([comment('kubernetes health check rules')], jump('KUBE-NODE-PORT')),
    ]),
    builtInChain('FORWARD', [firewall, fixedRule([comment('kubernetes forwarding rules')], jump('KUBE-FORWARD'))]),
    builtInChain('OUTPUT', [fixedRule([access], jump('KUBE-IPVS-OUT-FILTER'))]),
  ];
  const addressAndPort = (kind: SetKind): Rule => fixedRule([kit.match(kind, 'dst', 'dst')], RETURN);
  const ranges = 'KUBE-SOURCE-RANGES-FIREWALL';
  return plainTable('filter', builtIn, [
    ipvsForwardChain(facts),
    fixedChain('KUBE-IPVS-FILTER', [
      addressAndPort('LOAD-BALANCER'),
      addressAndPort('CLUSTER-IP'),
      addressAndPort('EXTERNAL-IP'),
      addressAndPort('EXTERNAL-IP-LOCAL'),
      fixedRule([kit.match('HEALTH-CHECK-NODE-PORT', 'dst')], RETURN),
      fixedRule([NEW_CONNECTION, kit.match('IPVS-IPS', 'dst')], {
        kind: 'reject',
        with: family === 4 ? 'icmp-port-unreachable' : 'icmp6-port-unreachable',
      }),
    ]),
    fixedChain('KUBE-IPVS-OUT-FILTER', outRules(ports)),
    fixedChain('KUBE-NODE-PORT', [fixedRule(kit.commented('HEALTH-CHECK-NODE-PORT', 'dst'), ACCEPT)]),
    fixedChain(
      'KUBE-PROXY-FIREWALL',
      kit.ifAny('LOAD-BALANCER-FW', fixedRule(kit.commented('LOAD-BALANCER-FW', 'dst', 'dst'), jump(ranges))),
    ),
    fixedChain(ranges, [
      ...kit.ifAny(
        'LOAD-BALANCER-SOURCE-CIDR',
        fixedRule(kit.commented('LOAD-BALANCER-SOURCE-CIDR', 'dst', 'dst', 'src'), RETURN),
      ),
      ...kit.ifAny(
        'LOAD-BALANCER-SOURCE-IP',
        fixedRule(kit.commented('LOAD-BALANCER-SOURCE-IP', 'dst', 'dst', 'src'), RETURN),
      ),
      fixedRule([], DROP),
    ]),
  ]);
}

/** The node itself may not use a load balancer address whose source ranges leave it out. */
function outRules(ports: IpvsPorts): Rule[] {
  return ports.all.flatMap((port) => {
    const { plan } = port;
    return port.closedToNode.flatMap((ip) => {
      const address = parsePrefix(ip);
      if (!address) return [];
      const handled: Match = { kind: 'ipvs', protocol: PROTOCOL_NUMBERS[plan.protocol], address, port: plan.port };
      return [planRule(plan, 'spec.loadBalancerSourceRanges', [source(ip), handled], DROP)];
    });
  });
}

function natTable(facts: NodeFacts, family: Family, kit: SetRules): Table {
  const [markMasq, postrouting] = masqueradeChains(facts);
  const hairpin = kit.ifAny(
    'LOOP-BACK',
    fixedRule(kit.commented('LOOP-BACK', 'dst', 'dst', 'src'), { kind: 'masquerade', randomFully: false }),
  );
  return plainTable('nat', natBuiltIn(), [
    fixedChain('KUBE-LOAD-BALANCER', [
      ...kit.ifAny('LOAD-BALANCER-LOCAL', fixedRule(kit.commented('LOAD-BALANCER-LOCAL', 'dst', 'dst'), RETURN)),
      fixedRule([], MASQUERADE),
    ]),
    ...(markMasq ? [markMasq] : []),
    fixedChain('KUBE-NODE-PORT', nodePortRules(kit)),
    fixedChain('KUBE-POSTROUTING', [...hairpin, ...(postrouting?.rules ?? [])]),
    fixedChain('KUBE-SERVICES', servicesRules(facts, family, kit)),
  ]);
}

function servicesRules(facts: NodeFacts, family: Family, kit: SetRules): Rule[] {
  return [
    loopbackReturn(family),
    ...kit.ifAny('LOAD-BALANCER', fixedRule(kit.commented('LOAD-BALANCER', 'dst', 'dst'), jump('KUBE-LOAD-BALANCER'))),
    ...clusterIPRules(facts, family, kit),
    ...externalIPRules(kit),
    fixedRule([TO_LOCAL], jump('KUBE-NODE-PORT')),
    ...acceptedRules(kit),
  ];
}
