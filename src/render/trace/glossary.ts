import type { Step } from '../../trace/tree.ts';

/** What a step means, for somebody who has never read a rule. */
export function meaningOf(step: Step): string | undefined {
  if (step.layer === 'iptables') return iptablesMeaning(step);
  if (step.layer === 'nftables') return nftMeaning(step);
  if (step.layer === 'ipvs') return 'IPVS, the load balancer inside the kernel, chooses a real server';
  return undefined;
}

/** By the chain a jump in the filter table leads to. */
const FILTER_JUMPS: readonly (readonly [RegExp, string])[] = [
  [/^KUBE-SERVICES$/, 'Services without endpoints are refused here'],
  [/^KUBE-NODEPORTS$/, 'health check ports of load balancer Services are let in'],
];

/** By the chain a jump leads to. */
const JUMPS: readonly (readonly [RegExp, string])[] = [
  [/^KUBE-SERVICES$/, "kube-proxy's list of all Services is asked"],
  [/^KUBE-NODEPORTS$/, 'the address is the node itself: the list of node ports is asked'],
  [/^KUBE-EXTERNAL-SERVICES$/, 'Services with external addresses that have no endpoint'],
  [/^KUBE-PROXY-FIREWALL$/, 'load balancer addresses that only some sources may use'],
  [/^KUBE-FORWARD$/, 'what kube-proxy lets through a node'],
  [/^KUBE-FIREWALL$/, 'what the kubelet never lets through'],
  [/^KUBE-POSTROUTING$/, 'does the source have to be replaced on the way out?'],
  [/^KUBE-MARK-MASQ$/, 'the packet is marked: its source will be replaced by an address of the node'],
  [/^KUBE-MARK-DROP$/, 'the packet is marked to be dropped'],
  [/^KUBE-SVC-/, 'this Service: one of its endpoints is drawn'],
  [/^KUBE-SVL-/, 'this Service, endpoints of this node only'],
  [/^KUBE-EXT-/, 'this Service, asked from outside'],
  [/^KUBE-XLB-/, 'this Service, asked from outside, endpoints of this node only'],
  [/^KUBE-FW-/, 'this Service by its load balancer address: allowed sources are checked'],
  [/^KUBE-SEP-/, 'this endpoint was drawn'],
];

function iptablesMeaning(step: Step): string | undefined {
  const jump = /^(?:jump|goto) (\S+)/.exec(step.action)?.[1];
  if (jump === undefined) return common(step);
  const lists = step.table === 'filter' ? [...FILTER_JUMPS, ...JUMPS] : JUMPS;
  return lists.find(([pattern]) => pattern.test(jump))?.[1];
}

const NFT_JUMPS: readonly (readonly [RegExp, string])[] = [
  [/^services$/, "kube-proxy's map of all Services is asked"],
  [/^service-endpoints-check$/, 'Services without endpoints'],
  [/^nodeport-endpoints-check$/, 'node ports without endpoints'],
  [/^firewall-check$/, 'load balancer addresses that only some sources may use'],
  [/^cluster-ips-check$/, 'addresses of the Service range that no rule translated'],
  [/^masquerading$/, 'does the source have to be replaced on the way out?'],
  [/^mark-for-masquerade$/, 'the packet is marked: its source will be replaced by an address of the node'],
  [/^service-/, 'this Service: one of its endpoints is drawn'],
  [/^external-/, 'this Service, asked from outside'],
  [/^firewall-/, 'this Service by its load balancer address: allowed sources are checked'],
  [/^endpoint-/, 'this endpoint was drawn'],
];

function nftMeaning(step: Step): string | undefined {
  const jump = /(?:jump|goto) (\S+)/.exec(step.action)?.[1];
  if (jump !== undefined) return NFT_JUMPS.find(([pattern]) => pattern.test(jump))?.[1];
  return common(step);
}

function common(step: Step): string | undefined {
  const action = step.action.toLowerCase();
  if (action.includes('dnat')) return 'the destination is replaced: the packet now goes to this endpoint';
  if (action.includes('masquerade')) return 'the source is replaced, so that the answer comes back to this node';
  if (action.startsWith('mark stays')) return undefined;
  if (action === 'mark 0x0') return 'the mark is taken off again';
  if (action.startsWith('mark 0x')) return 'a note on the packet for a later chain';
  if (action.startsWith('reject')) return 'the client is told at once that it is in vain';
  if (action.startsWith('drop') || action === 'policy drop') return 'the packet is thrown away silently';
  if (action.startsWith('return')) return 'nothing more to do in this chain';
  return undefined;
}
