import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { hostPort, type Family } from '../net/address.ts';
import type { Chain, Match, Rule, Ruleset, Table, Target } from '../netfilter/model.ts';
import { keptChain, TableChains } from './iptables/chains.ts';
import { builtInChain } from './iptables/fixed.ts';
import {
  comment,
  destination,
  fixedRule,
  jump,
  NOT_FROM_BRIDGE,
  planRule,
  protocol,
  TO_LOCAL,
  toPort,
} from './iptables/parts.ts';
import { nodeFacts, type NodeFacts } from './node-facts.ts';
import { servicePlans, type PortPlan } from './service-plan.ts';
import { proxyPorts } from './userspace/ports.ts';

/**
 * The historic userspace mode: rules lead every Service port to a port on which the kube-proxy process itself listens, and the
 * process connects to an endpoint. It knows neither policies nor readiness of this node, and opens its portals whether or not
 * somebody serves. Source: pkg/proxy/userspace/proxier.go of v1.20 (removed in 1.26).
 */
export interface UserspaceProgram {
  readonly ruleset: Ruleset;
  /** The Service port behind a port of the proxy process. */
  portBehind(protocol: string, proxyPort: number): PortPlan | undefined;
}

const programsOf = derived<Cluster, Map<string, UserspaceProgram>>(() => new Map());

/** The userspace proxy of a node. It serves one family, that of the node's first address. Throws StatusError 404 for an unknown node. */
export function userspaceProgram(cluster: Cluster, nodeName: string, family: Family): UserspaceProgram {
  const known = programsOf(cluster);
  const key = `${family} ${nodeName}`;
  let program = known.get(key);
  if (!program) known.set(key, (program = build(cluster, nodeName, family)));
  return program;
}

function build(cluster: Cluster, nodeName: string, family: Family): UserspaceProgram {
  const facts = nodeFacts(cluster, nodeName);
  const primary: Family = facts.primaryAddress(4) === undefined && facts.primaryAddress(6) !== undefined ? 6 : 4;
  const plans = family === primary ? servicePlans(cluster, nodeName, family) : [];
  const ports = proxyPorts(plans);
  const owners = new Map([...ports].map(([plan, port]) => [`${plan.protocol} ${port}`, plan]));
  return {
    ruleset: family === primary ? { family, tables: tables(ports, facts, family) } : { family, tables: [] },
    portBehind: (of, port) => owners.get(`${of} ${port}`),
  };
}

function tables(ports: ReadonlyMap<PortPlan, number>, facts: NodeFacts, family: Family): Table[] {
  const hostIP = facts.nodeIP(family);
  const forAll = (name: string, rules: (portal: Portal) => readonly Rule[]): Chain =>
    keptChain(name, () =>
      [...ports].flatMap(([plan, port]) => rules({ plan, port, host: { kind: 'dnat', to: hostPort(hostIP, port) } })),
    );
  const portals = comment('handle ClusterIPs; NOTE: this must be before the NodePort rules');
  const last = comment('handle service NodePorts; NOTE: this must be the last rule in the chain');
  const entry = (who: 'CONTAINER' | 'HOST'): Rule[] => [
    fixedRule([portals], jump(`KUBE-PORTALS-${who}`)),
    fixedRule([TO_LOCAL, last], jump(`KUBE-NODEPORT-${who}`)),
  ];
  const flows = comment('Ensure that non-local NodePort traffic can flow');
  return [
    table(
      'filter',
      [
        builtInChain('INPUT', [fixedRule([flows], jump('KUBE-NODEPORT-NON-LOCAL'))]),
        builtInChain('FORWARD'),
        builtInChain('OUTPUT'),
      ],
      [forAll('KUBE-NODEPORT-NON-LOCAL', nonLocalRules)],
    ),
    table(
      'nat',
      [
        builtInChain('PREROUTING', entry('CONTAINER')),
        builtInChain('INPUT'),
        builtInChain('OUTPUT', entry('HOST')),
        builtInChain('POSTROUTING'),
      ],
      [
        forAll('KUBE-NODEPORT-CONTAINER', (portal) => nodePortRules(portal, redirect(portal.port))),
        forAll('KUBE-NODEPORT-HOST', (portal) => nodePortRules(portal, portal.host)),
        forAll('KUBE-PORTALS-CONTAINER', containerRules),
        forAll('KUBE-PORTALS-HOST', hostRules),
      ],
    ),
  ];
}

function table(name: 'filter' | 'nat', builtIn: readonly Chain[], user: readonly Chain[]): Table {
  const byName = new Map(user.map((chain) => [chain.name, chain]));
  return { name, chains: new TableChains(builtIn, { find: (chain) => byName.get(chain), all: () => user }) };
}

interface Portal {
  readonly plan: PortPlan;
  /** Where the proxy process listens. */
  readonly port: number;
  /** How packets of the host itself get there: REDIRECT would have answers come from the wrong address. */
  readonly host: Target;
}

function redirect(port: number): Target {
  return { kind: 'redirect', ports: String(port) };
}

function portalMatches(plan: PortPlan, ip: string): Match[] {
  return [destination(ip), protocol(plan.protocol), comment(plan.name), toPort(plan.protocol, plan.port)];
}

/** KUBE-PORTALS-CONTAINER: packets that come in, from pods and from elsewhere. */
function containerRules({ plan, port }: Portal): Rule[] {
  const target = redirect(port);
  return [
    planRule(plan, '.port', portalMatches(plan, plan.clusterIP), target),
    ...plan.externalIPs.flatMap((ip) => [
      planRule(plan, 'spec.externalIPs', [...portalMatches(plan, ip), NOT_FROM_BRIDGE], target),
      planRule(plan, 'spec.externalIPs', [...portalMatches(plan, ip), TO_LOCAL], target),
    ]),
    ...plan.loadBalancerIPs.map((ip) => planRule(plan, 'spec.type', portalMatches(plan, ip), target)),
  ];
}

/** KUBE-PORTALS-HOST: packets of the host's own processes. */
function hostRules({ plan, host }: Portal): Rule[] {
  return [
    planRule(plan, '.port', portalMatches(plan, plan.clusterIP), host),
    ...plan.externalIPs.map((ip) => planRule(plan, 'spec.externalIPs', [...portalMatches(plan, ip), TO_LOCAL], host)),
    ...plan.loadBalancerIPs.map((ip) => planRule(plan, 'spec.type', portalMatches(plan, ip), host)),
  ];
}

function nodePortRules({ plan }: Portal, target: Target): Rule[] {
  if (plan.nodePort === 0) return [];
  const matches = [protocol(plan.protocol), comment(plan.name), toPort(plan.protocol, plan.nodePort)];
  return [planRule(plan, '.nodePort', matches, target)];
}

/** By the time filter sees a node port's packet it is addressed to the proxy process. */
function nonLocalRules({ plan, port }: Portal): Rule[] {
  if (plan.nodePort === 0) return [];
  const isNew: Match = { kind: 'conntrack', module: 'state', states: ['NEW'] };
  const matches = [protocol(plan.protocol), comment(plan.name), toPort(plan.protocol, port), isNew];
  return [planRule(plan, '.nodePort', matches, { kind: 'accept' })];
}
