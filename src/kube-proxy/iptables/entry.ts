import type { Match, Rule, Target } from '../../netfilter/model.ts';
import { comment, destination, jump, planRule, protocol, reject, TO_LOCAL, toPort } from './parts.ts';
import type { PortRules } from './port.ts';
import type { PortPlan } from '../service-plan.ts';

/** Where a packet first meets a Service: rules of the chains that all Services share. Source: syncProxyRules, 1.28 to 1.36. */

const NO_RULES: readonly Rule[] = [];

/** nat KUBE-SERVICES: cluster IP, external IPs and load balancer IPs lead to the Service's own chains. */
export function natServiceRules(port: PortRules): Rule[] {
  const { plan } = port;
  const rules: Rule[] = [];
  const add = (field: string, ip: string, kind: string, chain: string): void => {
    rules.push(planRule(plan, field, toAddress(plan, ip, `${plan.name} ${kind}`), jump(chain)));
  };
  if (port.hasInternal) add('.port', plan.clusterIP, 'cluster IP', port.internalChain);
  if (!plan.hasAnyEndpoint) return rules;
  for (const ip of plan.externalIPs) add('spec.externalIPs', ip, 'external IP', port.names.external);
  for (const ip of plan.loadBalancerIPs) add('spec.type', ip, 'loadbalancer IP', port.loadBalancerChain);
  return rules;
}

/** The destination of each rule of natServiceRules, in their order. */
export function natServiceDestinations(port: PortRules): string[] {
  const { plan } = port;
  const named = port.hasInternal ? [plan.clusterIP] : [];
  return plan.hasAnyEndpoint && plan.externallyAccessible
    ? [...named, ...plan.externalIPs, ...plan.loadBalancerIPs]
    : named;
}

/** nat KUBE-NODEPORTS; packets to the loopback network are counted apart where the kernel has the counter. */
export function natNodePortRules(port: PortRules, countLoopback: boolean): readonly Rule[] {
  const { plan } = port;
  if (plan.nodePort === 0 || !plan.hasAnyEndpoint) return NO_RULES;
  const target = jump(port.names.external);
  const matches = [protocol(plan.protocol), comment(plan.name), toPort(plan.protocol, plan.nodePort)];
  const rules = [planRule(plan, '.nodePort', matches, target)];
  if (!countLoopback) return rules;
  const counted: Match[] = [
    destination('127.0.0.0/8'),
    ...matches,
    { kind: 'nfacct', name: 'localhost_nps_accepted_pkts' },
  ];
  return [planRule(plan, '.nodePort', counted, target), ...rules];
}

/** filter KUBE-SERVICES: a cluster IP that nobody serves. */
export function filterServiceRules(port: PortRules): readonly Rule[] {
  if (port.hasInternal) return NO_RULES;
  const { why, target, field } = refusal(port.plan, 'spec.internalTrafficPolicy');
  return [planRule(port.plan, field, toAddress(port.plan, port.plan.clusterIP, why), target)];
}

/** filter KUBE-EXTERNAL-SERVICES: addresses for outside clients that nobody serves. */
export function filterExternalRules(port: PortRules): readonly Rule[] {
  const { plan } = port;
  if (!plan.externallyAccessible || port.hasExternal) return NO_RULES;
  const { why, target, field } = refusal(plan, 'spec.externalTrafficPolicy');
  const addresses = [...plan.externalIPs, ...plan.loadBalancerIPs];
  const rules = addresses.map((ip) => planRule(plan, field, toAddress(plan, ip, why), target));
  if (plan.nodePort === 0) return rules;
  const matches = [protocol(plan.protocol), comment(why), TO_LOCAL, toPort(plan.protocol, plan.nodePort)];
  return [...rules, planRule(plan, field, matches, target)];
}

/** filter KUBE-NODEPORTS: the port on which kube-proxy answers the load balancer's health check. */
export function filterNodePortRules({ plan }: PortRules): readonly Rule[] {
  if (plan.healthCheckNodePort === 0) return NO_RULES;
  const matches: Match[] = [
    { kind: 'protocol', protocol: 'tcp' },
    comment(`${plan.name} health check node port`),
    toPort('tcp', plan.healthCheckNodePort),
  ];
  return [planRule(plan, 'spec.healthCheckNodePort', matches, { kind: 'accept' })];
}

/** filter KUBE-PROXY-FIREWALL: what the source ranges did not let through to the load balancer's address. */
export function filterFirewallRules(port: PortRules): readonly Rule[] {
  const { plan } = port;
  if (!port.usesFirewallChain) return NO_RULES;
  const why = `${plan.name} traffic not accepted by ${port.names.firewall}`;
  return plan.loadBalancerIPs.map((ip) =>
    planRule(plan, 'spec.loadBalancerSourceRanges', toAddress(plan, ip, why), { kind: 'drop' }),
  );
}

/** `-d ip -p tcp -m comment --comment why -m tcp --dport port` */
export function toAddress(plan: PortPlan, ip: string, why: string): Match[] {
  return [destination(ip), protocol(plan.protocol), comment(why), toPort(plan.protocol, plan.port)];
}

/** Nobody at all: reject. Somebody, but not here: drop, another node may answer. */
function refusal(plan: PortPlan, policy: string): { why: string; target: Target; field: string } {
  return plan.hasAnyEndpoint
    ? { why: `${plan.name} has no local endpoints`, target: { kind: 'drop' }, field: policy }
    : { why: `${plan.name} has no endpoints`, target: reject(plan), field: 'spec.selector' };
}
