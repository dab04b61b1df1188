import type { NftChain, NftRule, NftStatement } from '../../nftables/model.ts';
import { priorityText } from '../../nftables/priority.ts';
import type { NodeFacts } from '../node-facts.ts';
import { nftNodePortAddresses } from './node-ports.ts';
import {
  among,
  changeMark,
  concat,
  DROP,
  field,
  fromPods,
  inSet,
  is,
  isNot,
  jump,
  markText,
  MASQUERADE,
  REJECT,
  rule,
  vmap,
} from './statements.ts';

/** The chains that do not depend on Services, in the order in which the proxier creates them. Source: setupNFTables (v1.36). */
export function nftBaseChains(facts: NodeFacts, family: 4 | 6): NftChain[] {
  const words = new Words(family);
  const isNew = is('ct state', 'new');
  const newTo = (chain: string): NftRule => rule([isNew, jump(chain)]);
  return [
    base('filter-prerouting-pre-dnat', 'filter', 'prerouting', -110, [newTo('firewall-check')]),
    base('filter-output-pre-dnat', 'filter', 'output', -110, [newTo('firewall-check')]),
    base('filter-input', 'filter', 'input', 0, [newTo('nodeport-endpoints-check'), newTo('service-endpoints-check')]),
    base('filter-forward', 'filter', 'forward', 0, [newTo('service-endpoints-check'), newTo('cluster-ips-check')]),
    base('filter-output', 'filter', 'output', 0, [newTo('service-endpoints-check'), newTo('cluster-ips-check')]),
    base('nat-prerouting', 'nat', 'prerouting', -100, [rule([jump('services')])]),
    base('nat-output', 'nat', 'output', -100, [rule([jump('services')])]),
    base('nat-postrouting', 'nat', 'postrouting', 100, [rule([jump('masquerading')])]),
    {
      name: 'nodeport-endpoints-check',
      rules: [rule([...toNodePort(words, facts, false), vmap(PROTOCOL_PORT, 'no-endpoint-nodeports')])],
    },
    { name: 'service-endpoints-check', rules: [rule([vmap(words.destination, 'no-endpoint-services')])] },
    { name: 'firewall-check', rules: [rule([vmap(words.destination, 'firewall-ips')])] },
    { name: 'services', rules: servicesRules(words, facts) },
    { name: 'masquerading', rules: masqueradingRules(words, facts) },
    { name: 'cluster-ips-check', rules: clusterIPsRules(words, facts) },
    {
      name: 'reject-chain',
      comment: 'helper for @no-endpoint-services / @no-endpoint-nodeports',
      rules: [rule([REJECT])],
    },
  ];
}

const PROTOCOL_PORT = concat('meta l4proto', 'th dport');

/** The family's words. */
class Words {
  readonly family: 4 | 6;
  readonly source: string;
  readonly daddr: string;
  readonly destination;

  constructor(family: 4 | 6) {
    const ip = family === 4 ? 'ip' : 'ip6';
    this.family = family;
    this.source = `${ip} saddr`;
    this.daddr = `${ip} daddr`;
    this.destination = concat(this.daddr, 'meta l4proto', 'th dport');
  }
}

function base(name: string, type: string, hook: string, priority: number, rules: readonly NftRule[]): NftChain {
  return { name, base: { type, hook, priority: priorityText(priority, hook), policy: 'accept' }, rules };
}

/** "Is this an address on which NodePorts answer?" Where every local address counts, loopback is still left out. */
function toNodePort(words: Words, facts: NodeFacts, inNat: boolean): NftStatement[] {
  if (nftNodePortAddresses(facts, words.family) !== 'all') return [inSet(words.daddr, 'nodeport-ips')];
  const notLoopback = isNot(words.daddr, words.family === 4 ? '127.0.0.0/8' : '::1');
  return inNat ? [is('fib daddr type', 'local'), notLoopback] : [notLoopback];
}

function servicesRules(words: Words, facts: NodeFacts): NftRule[] {
  const toClusterIP = inSet(words.daddr, 'cluster-ips');
  const mark = changeMark('|', facts.masqueradeMark);
  const rules: NftRule[] = [];
  const fromOutside = fromPods(facts, words.family, isNot);
  if (facts.masqueradeAll) rules.push(rule([toClusterIP, mark], 'masquerade all clusterIP traffic'));
  else if (fromOutside)
    rules.push(rule([toClusterIP, fromOutside, mark], 'masquerade clusterIP traffic from outside cluster'));
  rules.push(rule([vmap(words.destination, 'service-ips')]));
  rules.push(rule([...toNodePort(words, facts, true), vmap(PROTOCOL_PORT, 'service-nodeports')]));
  return rules;
}

function masqueradingRules(words: Words, facts: NodeFacts): NftRule[] {
  const mark = facts.masqueradeMark;
  const isMarked: NftStatement = {
    kind: 'match',
    left: { kind: 'binary', left: field('meta mark'), operator: '&', right: markText(mark) },
    operator: '!=',
    right: { kind: 'value', text: markText(0) },
  };
  const isHairpin: NftStatement = {
    kind: 'match',
    left: concat(words.source, words.daddr, 'meta l4proto', 'th dport'),
    right: { kind: 'named', name: 'hairpin-connections' },
  };
  return [rule([isMarked, changeMark('^', mark), MASQUERADE]), rule([is('ct status', 'dnat'), isHairpin, MASQUERADE])];
}

function clusterIPsRules(words: Words, facts: NodeFacts): NftRule[] {
  const rules = [rule([inSet(words.daddr, 'cluster-ips'), REJECT], 'Reject traffic to invalid ports of ClusterIPs')];
  const networks = facts.serviceCIDRs(words.family);
  if (networks.length > 0)
    rules.push(rule([among(words.daddr, networks), DROP], 'Drop traffic to unallocated ClusterIPs'));
  return rules;
}
