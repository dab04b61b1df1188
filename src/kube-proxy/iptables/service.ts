import type { Chain, Match, Rule } from '../../netfilter/model.ts';
import { BuiltChain } from './chains.ts';
import { toAddress } from './entry.ts';
import {
  anyPort,
  comment,
  FROM_LOCAL,
  fromPods,
  jump,
  MASQUERADE,
  noteSentHere,
  notFromPods,
  oneIn,
  planRule,
  protocol,
  sentHereBefore,
  source,
  sourceEndpoint,
  sourceRange,
} from './parts.ts';
import type { PortRules } from './port.ts';
import { rangesHoldNode } from '../source-ranges.ts';
import type { PlannedEndpoint } from '../service-plan.ts';

/** The chains of one Service port in nat. Source: syncProxyRules, 1.28 to 1.36. */

/** KUBE-EXT, KUBE-FW, KUBE-SVC and KUBE-SVL of a Service port, those in use. */
export function serviceChains(port: PortRules): Chain[] {
  const { names, plan } = port;
  const chains: Chain[] = [];
  if (port.usesExternalChain) chains.push(new BuiltChain(names.external, () => externalRules(port)));
  if (port.usesFirewallChain) chains.push(new BuiltChain(names.firewall, () => firewallRules(port)));
  if (port.usesClusterChain)
    chains.push(new BuiltChain(names.cluster, () => balancingRules(port, names.cluster, plan.cluster)));
  if (port.usesLocalChain)
    chains.push(new BuiltChain(names.local, () => balancingRules(port, names.local, plan.local)));
  return chains;
}

/** KUBE-SEP of every endpoint that either policy reaches. */
export function endpointChains(port: PortRules): Chain[] {
  return port.plan.reachable.map((endpoint) => {
    const name = port.endpointChain(endpoint);
    return new BuiltChain(name, () => endpointRules(port, name, endpoint));
  });
}

function externalRules(port: PortRules): Rule[] {
  const { plan, names, setting } = port;
  const field = 'spec.externalTrafficPolicy';
  const rules: Rule[] = [];
  if (!plan.externalPolicyLocal) {
    const why = comment(`masquerade traffic for ${plan.name} external destinations`);
    rules.push(planRule(plan, field, [why], MASQUERADE));
  } else {
    const fromHere = fromPods(setting.facts, plan.family);
    const pods = comment(`pod traffic for ${plan.name} external destinations`);
    if (fromHere) rules.push(planRule(plan, field, [fromHere, pods], jump(names.cluster)));
    const masquerade = comment(`masquerade LOCAL traffic for ${plan.name} external destinations`);
    rules.push(planRule(plan, field, [masquerade, FROM_LOCAL], MASQUERADE));
    const route = comment(`route LOCAL traffic for ${plan.name} external destinations`);
    rules.push(planRule(plan, field, [route, FROM_LOCAL], jump(names.cluster)));
  }
  if (port.hasExternal) rules.push(planRule(plan, field, [], jump(port.externalPolicyChain)));
  return rules;
}

function firewallRules(port: PortRules): Rule[] {
  const { plan, names, setting } = port;
  const field = 'spec.loadBalancerSourceRanges';
  const why = comment(`${plan.name} loadbalancer IP`);
  const target = jump(names.external);
  const allowed = plan.loadBalancerSourceRanges.map((range, i) =>
    planRule(plan, `${field}[${i}]`, [...sourceRange(range), why], target),
  );
  const looped = rangesHoldNode(plan, setting.facts)
    ? plan.loadBalancerIPs.map((ip) => planRule(plan, field, [source(ip), why], target))
    : [];
  const rest = comment(`other traffic to ${plan.name} will be dropped by KUBE-PROXY-FIREWALL`);
  return [...allowed, ...looped, planRule(plan, field, [rest])];
}

function balancingRules(port: PortRules, chain: string, endpoints: readonly PlannedEndpoint[]): Rule[] {
  const { plan } = port;
  const rules = port.hasInternal && chain === port.internalChain ? masqueradeRules(port) : [];
  const why = (endpoint: PlannedEndpoint): Match[] =>
    port.setting.withComments() ? [comment(`${plan.name} -> ${endpoint.text}`)] : [];
  const named = endpoints.map((endpoint) => ({ endpoint, name: port.endpointChain(endpoint) }));
  if (plan.affinitySeconds > 0)
    for (const { endpoint, name } of named)
      rules.push(planRule(plan, 'spec.sessionAffinity', [...why(endpoint), sentHereBefore(plan, name)], jump(name)));
  for (const [i, { endpoint, name }] of named.entries()) {
    const left = named.length - i;
    const lot = left > 1 ? [oneIn(left)] : [];
    rules.push(planRule(plan, '', [...why(endpoint), ...lot], jump(name)));
  }
  return rules;
}

/** Traffic to the cluster IP from outside the pod network leaves with the node's address, so that answers come back this way. */
function masqueradeRules({ plan, setting: { facts } }: PortRules): Rule[] {
  const matches = toAddress(plan, plan.clusterIP, `${plan.name} cluster IP`);
  if (facts.masqueradeAll) return [planRule(plan, '.port', matches, MASQUERADE)];
  const notPods = notFromPods(facts, plan.family, matches);
  return notPods ? [planRule(plan, '.port', notPods, MASQUERADE)] : [];
}

function endpointRules(port: PortRules, chain: string, endpoint: PlannedEndpoint): Rule[] {
  const { plan } = port;
  const why = port.setting.withComments() ? [comment(plan.name)] : [];
  const noted = plan.affinitySeconds > 0 ? [noteSentHere(plan, chain)] : [];
  return [
    planRule(plan, '.targetPort', [sourceEndpoint(endpoint), ...why], MASQUERADE),
    planRule(plan, '.targetPort', [protocol(plan.protocol), ...why, ...noted, anyPort(plan.protocol)], {
      kind: 'dnat',
      to: endpoint.text,
    }),
  ];
}
