import { hostPort } from '../../net/address.ts';
import type { NftChain, NftExpression, NftRule, NftStatement } from '../../nftables/model.ts';
import type { NodeFacts } from '../node-facts.ts';
import { endpointBase } from './names.ts';
import type { NftPort } from './plan.ts';
import { among, changeMark, DROP, field, fromPods, goTo, inSet, is } from './statements.ts';
import { rangesHoldNode } from '../source-ranges.ts';
import type { PlannedEndpoint } from '../service-plan.ts';

/** The chains of one Service port, in the order in which the proxier creates them. Source: syncProxyRules (v1.36). */
export function nftServiceChains(port: NftPort, facts: NodeFacts): NftChain[] {
  const { plan } = port;
  const source = plan.family === 4 ? 'ip saddr' : 'ip6 saddr';
  const chains: NftChain[] = [];
  if (plan.affinitySeconds > 0)
    for (const endpoint of plan.reachable) chains.push(endpointChain(port, endpoint, source));
  if (port.usesClusterChain) chains.push(policyChain(port, 'service', plan.cluster, source));
  if (port.usesLocalChain) chains.push(policyChain(port, 'local', plan.local, source));
  if (port.usesExternalChain) {
    chains.push(lazyChain(port.externalChain, () => externalRules(port, facts)));
  }
  if (port.usesFirewallChain) chains.push(lazyChain(port.firewallChain, () => firewallRules(port, facts, source)));
  return chains;
}

/** A chain whose rules are written when they are first asked for. */
function lazyChain(name: string, build: () => readonly NftRule[]): NftChain {
  let rules: readonly NftRule[] | undefined;
  return {
    name,
    get rules() {
      return (rules ??= build());
    },
  };
}

function planned(port: NftPort, statements: readonly NftStatement[], origin?: string, comment?: string): NftRule {
  return {
    statements,
    ...(comment !== undefined && { comment }),
    get origin() {
      return port.plan.origin(origin);
    },
  };
}

function endpointChain(port: NftPort, endpoint: PlannedEndpoint, source: string): NftChain {
  const { plan } = port;
  const base = endpointBase(plan, endpoint);
  const remember: NftStatement = {
    kind: 'set-update',
    operation: 'update',
    set: `affinity-${base}`,
    key: field(source),
  };
  const translate: NftStatement = {
    kind: 'nat',
    type: 'dnat',
    to: { kind: 'value', text: hostPort(endpoint.ip, endpoint.port) },
  };
  return lazyChain(`endpoint-${base}`, () => [
    planned(port, [remember], 'spec.sessionAffinity'),
    planned(port, [is('meta l4proto', plan.protocol), translate]),
  ]);
}

function policyChain(
  port: NftPort,
  prefix: 'service' | 'local',
  endpoints: readonly PlannedEndpoint[],
  source: string,
): NftChain {
  return lazyChain(`${prefix}-${port.base}`, () =>
    port.plan.affinitySeconds > 0 ? stickyRules(port, endpoints, source) : [spreadRule(port, endpoints)],
  );
}

function spreadRule(port: NftPort, endpoints: readonly PlannedEndpoint[]): NftRule {
  const { plan } = port;
  const elements = endpoints.map((endpoint, index) => ({
    key: [String(index)],
    value: `${endpoint.ip} . ${endpoint.port}`,
  }));
  const translate: NftStatement = {
    kind: 'nat',
    type: 'dnat',
    family: plan.family === 4 ? 'ip' : 'ip6',
    to: { kind: 'map', key: random(endpoints.length), map: { kind: 'anonymous', elements } },
  };
  return planned(port, [is('meta l4proto', plan.protocol), translate]);
}

function stickyRules(port: NftPort, endpoints: readonly PlannedEndpoint[], source: string): NftRule[] {
  const bases = endpoints.map((endpoint) => endpointBase(port.plan, endpoint));
  const elements = bases.map((base, index) => ({ key: [String(index)], value: `goto endpoint-${base}` }));
  const draw: NftStatement = { kind: 'vmap', key: random(bases.length), map: { kind: 'anonymous', elements } };
  return [
    ...bases.map((base) =>
      planned(port, [inSet(source, `affinity-${base}`), goTo(`endpoint-${base}`)], 'spec.sessionAffinity'),
    ),
    planned(port, [draw]),
  ];
}

const random = (modulus: number): NftExpression => ({ kind: 'numgen', mode: 'random', modulus });

/** The way in from outside: everything is masqueraded, or, with policy Local, only what starts on this node. */
function externalRules(port: NftPort, facts: NodeFacts): NftRule[] {
  const { plan } = port;
  const policy = 'spec.externalTrafficPolicy';
  const mark = changeMark('|', facts.masqueradeMark);
  const rules: NftRule[] = [];
  if (!plan.externalPolicyLocal) rules.push(planned(port, [mark], policy, 'masquerade'));
  else {
    const fromHere = fromPods(facts, plan.family, is);
    const toAll = goTo(`service-${port.base}`);
    const fromNode = is('fib saddr type', 'local');
    if (fromHere) rules.push(planned(port, [fromHere, toAll], policy, 'short-circuit pod traffic'));
    rules.push(planned(port, [fromNode, mark], policy, 'masquerade local traffic'));
    rules.push(planned(port, [fromNode, toAll], policy, 'short-circuit local traffic'));
  }
  if (port.hasExternalEndpoints) rules.push(planned(port, [goTo(port.externalPolicyChain)], policy));
  return rules;
}

function firewallRules(port: NftPort, facts: NodeFacts, source: string): NftRule[] {
  const { plan } = port;
  const ranges = plan.loadBalancerSourceRanges;
  const allowed = rangesHoldNode(plan, facts) ? [...ranges, ...plan.loadBalancerIPs] : ranges;
  return [planned(port, [among(source, allowed, '!='), DROP], 'spec.loadBalancerSourceRanges')];
}
