import type { Node } from '../api/node/type.ts';
import { conditionOf } from './pod-state.ts';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

const NOT_READY = 'node.kubernetes.io/not-ready';

/** The node's own addresses: every InternalIP, in order. */
export function nodeAddresses(node: Node | undefined): string[] {
  return (node?.status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
}

export function isNodeReady(node: Node): boolean {
  return conditionOf(node.status?.conditions, 'Ready')?.status === 'True';
}

/**
 * The taints that keep pods away. The not-ready taint that admission gives every new node does not count on a node that
 * says it is Ready: the node lifecycle controller takes it off.
 */
export function effectiveTaints(node: Node): readonly Taint[] {
  const taints = node.spec?.taints ?? [];
  return isNodeReady(node) ? taints.filter(({ key }) => key !== NOT_READY) : taints;
}

/** The node's pod prefixes, one a family. */
export function podCIDRsOf(node: Node): readonly string[] {
  const { podCIDR, podCIDRs } = node.spec ?? {};
  return podCIDRs && podCIDRs.length > 0 ? podCIDRs : podCIDR ? [podCIDR] : [];
}

export function zoneOf(node: Node | undefined): string | undefined {
  return node?.metadata.labels?.['topology.kubernetes.io/zone'];
}
