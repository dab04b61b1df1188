import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import type { Family } from '../net/address.ts';
import type { Ruleset } from '../netfilter/model.ts';
import { layout120 } from './iptables/layout-1-20.ts';
import {
  filterExternalRules,
  filterFirewallRules,
  filterNodePortRules,
  filterServiceRules,
  natNodePortRules,
  natServiceDestinations,
  natServiceRules,
} from './iptables/entry.ts';
import {
  filterBuiltIn,
  fixedChain,
  forwardChain,
  localnetFirewall,
  mangleTable,
  masqueradeChains,
  natBuiltIn,
  nodePortJumps,
} from './iptables/fixed.ts';
import { PortRules, type ProxySetting } from './iptables/port.ts';
import { endpointChains, serviceChains } from './iptables/service.ts';
import { filterTable, natTable, type LayoutRules } from './iptables/tables.ts';
import { nodeFacts, type NodeFacts } from './node-facts.ts';
import { servesLoopback } from './node-ports.ts';
import { servicePlans, type PortPlan } from './service-plan.ts';

/** Above this many endpoints of all Service ports together, comments cost too much: largeClusterEndpointsThreshold. */
const MANY_ENDPOINTS = 1000;

const rulesetsOf = derived<Cluster, Map<string, Ruleset>>(() => new Map());

/**
 * Everything kube-proxy in iptables mode has in the tables mangle, filter and nat of a node, in the layout of the cluster's
 * version. Chains are built when they are first looked at. Throws StatusError 404 for an unknown node.
 */
export function iptablesRuleset(cluster: Cluster, nodeName: string, family: Family): Ruleset {
  const known = rulesetsOf(cluster);
  const key = `${family} ${nodeName}`;
  let ruleset = known.get(key);
  if (!ruleset) {
    const facts = nodeFacts(cluster, nodeName);
    known.set(key, (ruleset = buildRuleset(servicePlans(cluster, nodeName, family), facts, family)));
  }
  return ruleset;
}

/** The rules for these plans on this node. */
export function buildRuleset(plans: readonly PortPlan[], facts: NodeFacts, family: Family): Ruleset {
  let few: boolean | undefined;
  const withComments = (): boolean => (few ??= hasFewEndpoints(plans));
  const setting: ProxySetting = { facts, family, withComments, named: new Map() };
  const ports = plans.map((plan) => new PortRules(plan, setting));
  const layout = facts.layout === '1.20' ? layout120(facts, family) : layout136(facts, family);
  return { family, tables: [mangleTable(), filterTable(layout, ports), natTable(layout, ports)] };
}

function layout136(facts: NodeFacts, family: Family): LayoutRules {
  const countLoopback = facts.nfacct && servesLoopback(facts, family);
  return {
    filterBuiltIn: filterBuiltIn(),
    natBuiltIn: natBuiltIn(),
    filterFixed: [fixedChain('KUBE-PROXY-CANARY'), localnetFirewall(facts, family), forwardChain(facts)],
    natFixed: [fixedChain('KUBE-PROXY-CANARY'), ...masqueradeChains(facts)],
    filterShared: {
      'KUBE-EXTERNAL-SERVICES': { rules: filterExternalRules },
      'KUBE-NODEPORTS': { rules: filterNodePortRules },
      'KUBE-PROXY-FIREWALL': { rules: filterFirewallRules },
      'KUBE-SERVICES': { rules: filterServiceRules },
    },
    natShared: {
      'KUBE-NODEPORTS': { rules: (port) => natNodePortRules(port, countLoopback) },
      'KUBE-SERVICES': {
        rules: natServiceRules,
        last: nodePortJumps(facts, family),
        destinations: natServiceDestinations,
      },
    },
    serviceChains,
    endpointChains,
  };
}

function hasFewEndpoints(plans: readonly PortPlan[]): boolean {
  let endpoints = 0;
  for (const plan of plans) if ((endpoints += plan.endpoints.length) > MANY_ENDPOINTS) return false;
  return true;
}
