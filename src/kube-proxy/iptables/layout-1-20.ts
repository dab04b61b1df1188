import type { Family } from '../../net/address.ts';
import type { Chain, Match, Rule } from '../../netfilter/model.ts';
import { BuiltChain } from './chains.ts';
import { toAddress } from './entry.ts';
import { filterBuiltIn120, fixedChain, forwardChain, masqueradeChains, natBuiltIn, nodePortJumps } from './fixed.ts';
import {
  anyPort,
  comment,
  FROM_LOCAL,
  fromPods,
  jump,
  MASQUERADE,
  NOT_FROM_BRIDGE,
  NOT_FROM_LOCAL,
  noteSentHere,
  notFromPods,
  oneIn,
  planRule,
  protocol,
  reject,
  sentHereBefore,
  source,
  sourceEndpoint,
  sourceRange,
  TO_LOCAL,
  toPort,
} from './parts.ts';
import type { PortRules } from './port.ts';
import { rangesHoldNode } from '../source-ranges.ts';
import type { LayoutRules } from './tables.ts';
import type { NodeFacts } from '../node-facts.ts';
import type { PlannedEndpoint } from '../service-plan.ts';

/**
 * The layout of 1.19 and 1.20: the masquerade mark is set in the shared chains, KUBE-XLB stands for external traffic that only
 * local endpoints serve, and KUBE-MARK-DROP (which kubelet fills) for what source ranges refuse. Source: v1.20.2 syncProxyRules.
 */
export function layout120(facts: NodeFacts, family: Family): LayoutRules {
  return {
    filterBuiltIn: filterBuiltIn120(),
    natBuiltIn: natBuiltIn(),
    filterFixed: [fixedChain('KUBE-PROXY-CANARY'), forwardChain(facts)],
    natFixed: [fixedChain('KUBE-PROXY-CANARY'), fixedChain('KUBE-MARK-DROP'), ...masqueradeChains(facts)],
    filterShared: {
      'KUBE-EXTERNAL-SERVICES': { rules: rejectedExternal },
      'KUBE-SERVICES': { rules: rejectedClusterIP },
    },
    natShared: {
      'KUBE-NODEPORTS': { rules: nodePortRules },
      'KUBE-SERVICES': { rules: serviceRules, last: nodePortJumps(facts, family) },
    },
    serviceChains,
    endpointChains,
  };
}

function serviceRules(port: PortRules): Rule[] {
  const { plan, names, setting } = port;
  if (!plan.hasAnyEndpoint) return [];
  const toCluster = toAddress(plan, plan.clusterIP, `${plan.name} cluster IP`);
  const rules: Rule[] = [];
  const notPods = notFromPods(setting.facts, plan.family, toCluster);
  if (setting.facts.masqueradeAll) rules.push(planRule(plan, '.port', toCluster, MASQUERADE));
  else if (notPods) rules.push(planRule(plan, '.port', notPods, MASQUERADE));
  rules.push(planRule(plan, '.port', toCluster, jump(names.cluster)));
  for (const ip of plan.externalIPs) {
    const field = 'spec.externalIPs';
    const matches = toAddress(plan, ip, `${plan.name} external IP`);
    const target = jump(externalChain(port));
    if (!plan.externalPolicyLocal) rules.push(planRule(plan, field, matches, MASQUERADE));
    rules.push(planRule(plan, field, [...matches, NOT_FROM_BRIDGE, NOT_FROM_LOCAL], target));
    rules.push(planRule(plan, field, [...matches, TO_LOCAL], target));
  }
  for (const ip of plan.loadBalancerIPs)
    rules.push(planRule(plan, 'spec.type', toAddress(plan, ip, `${plan.name} loadbalancer IP`), jump(names.firewall)));
  return rules;
}

function nodePortRules(port: PortRules): Rule[] {
  const { plan, names } = port;
  if (plan.nodePort === 0 || !plan.hasAnyEndpoint) return [];
  const matches = [protocol(plan.protocol), comment(plan.name), toPort(plan.protocol, plan.nodePort)];
  const field = '.nodePort';
  if (!plan.externalPolicyLocal)
    return [planRule(plan, field, matches, MASQUERADE), planRule(plan, field, matches, jump(names.cluster))];
  const loopback = source(plan.family === 4 ? '127.0.0.0/8' : '::1/128');
  return [
    planRule(plan, field, [loopback, ...matches], MASQUERADE),
    planRule(plan, field, matches, jump(names.externalLocal)),
  ];
}

function rejectedClusterIP({ plan }: PortRules): Rule[] {
  if (plan.hasAnyEndpoint) return [];
  const matches = toAddress(plan, plan.clusterIP, `${plan.name} has no endpoints`);
  return [planRule(plan, 'spec.selector', matches, reject(plan))];
}

function rejectedExternal({ plan }: PortRules): Rule[] {
  if (plan.hasAnyEndpoint) return [];
  const why = `${plan.name} has no endpoints`;
  const rules = [...plan.externalIPs, ...plan.loadBalancerIPs].map((ip) =>
    planRule(plan, 'spec.selector', toAddress(plan, ip, why), reject(plan)),
  );
  if (plan.nodePort === 0) return rules;
  const matches = [protocol(plan.protocol), comment(why), TO_LOCAL, toPort(plan.protocol, plan.nodePort)];
  return [...rules, planRule(plan, 'spec.selector', matches, reject(plan))];
}

function externalChain({ plan, names }: PortRules): string {
  return plan.externalPolicyLocal ? names.externalLocal : names.cluster;
}

function serviceChains(port: PortRules): Chain[] {
  const { plan, names } = port;
  const chains: Chain[] = [];
  if (plan.hasAnyEndpoint) {
    if (plan.loadBalancerIPs.length > 0) chains.push(new BuiltChain(names.firewall, () => firewallRules(port)));
    chains.push(new BuiltChain(names.cluster, () => balancingRules(port)));
  }
  if (plan.externalPolicyLocal) chains.push(new BuiltChain(names.externalLocal, () => externalLocalRules(port)));
  return chains;
}

/** All load balancer addresses write into the one chain. */
function firewallRules(port: PortRules): Rule[] {
  const { plan, setting } = port;
  const field = 'spec.loadBalancerSourceRanges';
  const why = comment(`${plan.name} loadbalancer IP`);
  const target = jump(externalChain(port));
  const ranges = plan.loadBalancerSourceRanges;
  return plan.loadBalancerIPs.flatMap((ip) => [
    ...(plan.externalPolicyLocal ? [] : [planRule(plan, 'spec.externalTrafficPolicy', [why], MASQUERADE)]),
    ...(ranges.length === 0 ? [planRule(plan, 'spec.type', [why], target)] : []),
    ...ranges.map((range, i) => planRule(plan, `${field}[${i}]`, [...sourceRange(range), why], target)),
    ...(rangesHoldNode(plan, setting.facts) ? [planRule(plan, field, [source(ip), why], target)] : []),
    planRule(plan, field, [why], jump('KUBE-MARK-DROP')),
  ]);
}

function externalLocalRules(port: PortRules): Rule[] {
  const { plan, names, setting } = port;
  if (!plan.hasAnyEndpoint) return [];
  const field = 'spec.externalTrafficPolicy';
  const rules: Rule[] = [];
  const fromHere = fromPods(setting.facts, plan.family);
  const redirect = comment('Redirect pods trying to reach external loadbalancer VIP to clusterIP');
  if (fromHere) rules.push(planRule(plan, field, [fromHere, redirect], jump(names.cluster)));
  const masquerade = comment(`masquerade LOCAL traffic for ${plan.name} LB IP`);
  rules.push(planRule(plan, field, [masquerade, FROM_LOCAL], MASQUERADE));
  const route = comment(`route LOCAL traffic for ${plan.name} LB IP to service chain`);
  rules.push(planRule(plan, field, [route, FROM_LOCAL], jump(names.cluster)));
  // Whether or not anything outside leads here yet: a load balancer may still be pending.
  const local = plan.cluster.filter((endpoint) => endpoint.isLocal);
  if (local.length === 0) {
    rules.push(planRule(plan, field, [comment(`${plan.name} has no local endpoints`)], jump('KUBE-MARK-DROP')));
    return rules;
  }
  rules.push(...affinityRules(port, local, [comment(plan.name)]));
  const balanced = local.map((endpoint, i) => {
    const why = comment(`Balancing rule ${i} for ${plan.name}`);
    return planRule(plan, field, [why, ...lot(local.length - i)], jump(port.endpointChain(endpoint)));
  });
  return [...rules, ...balanced];
}

function balancingRules(port: PortRules): Rule[] {
  const { plan } = port;
  const why = commentsOf(port);
  const balanced = plan.cluster.map((endpoint, i) =>
    planRule(plan, '', [...why, ...lot(plan.cluster.length - i)], jump(port.endpointChain(endpoint))),
  );
  return [...affinityRules(port, plan.cluster, why), ...balanced];
}

function affinityRules(port: PortRules, endpoints: readonly PlannedEndpoint[], why: readonly Match[]): Rule[] {
  const { plan } = port;
  if (plan.affinitySeconds === 0) return [];
  return endpoints.map((endpoint) => {
    const name = port.endpointChain(endpoint);
    return planRule(plan, 'spec.sessionAffinity', [...why, sentHereBefore(plan, name)], jump(name));
  });
}

function endpointChains(port: PortRules): Chain[] {
  const { plan } = port;
  return plan.reachable.map((endpoint) => {
    const name = port.endpointChain(endpoint);
    return new BuiltChain(name, () => {
      const why = commentsOf(port);
      const noted = plan.affinitySeconds > 0 ? [noteSentHere(plan, name)] : [];
      const matches = [protocol(plan.protocol), ...why, ...noted, anyPort(plan.protocol)];
      return [
        planRule(plan, '.targetPort', [sourceEndpoint(endpoint), ...why], MASQUERADE),
        planRule(plan, '.targetPort', matches, { kind: 'dnat', to: endpoint.text }),
      ];
    });
  });
}

function commentsOf({ plan, setting }: PortRules): Match[] {
  return setting.withComments() ? [comment(plan.name)] : [];
}

/** One in those that are left; the last takes all. */
function lot(left: number): Match[] {
  return left > 1 ? [oneIn(left)] : [];
}
