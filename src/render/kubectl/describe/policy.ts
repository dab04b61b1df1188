import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../../api/network-policy/type.ts';
import { selectorText } from '../../../api/column.ts';
import type { Describe } from './context.ts';
import type { Page } from './page.ts';

export const describeNetworkPolicy: Describe = (object, page) => {
  const { metadata, spec } = object as NetworkPolicy;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.field(0, 'Created on', (metadata.creationTimestamp ?? '').replace('T', ' ').replace('Z', ' +0000 UTC'));
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations).line(0, 'Spec:');
  const everything = '    <none> (Allowing the specific traffic to all pods in this namespace)';
  const selected = selectorText(spec.podSelector);
  page.line(1, `PodSelector: ${selected === '<none>' ? everything : `    ${selected}`}`);
  const types: readonly string[] = spec.policyTypes ?? [];
  for (const [type, word, peers, rules] of [
    ['Ingress', 'From', 'source', (spec.ingress ?? []).map(({ ports, from }) => ({ ports, peers: from }))],
    ['Egress', 'To', 'destination', (spec.egress ?? []).map(({ ports, to }) => ({ ports, peers: to }))],
  ] as const) {
    const direction = type.toLowerCase();
    if (!types.includes(type)) page.line(1, `Not affecting ${direction} traffic`);
    else {
      page.line(1, `Allowing ${direction} traffic:`);
      if (rules.length === 0) page.line(2, `<none> (Selected pods are isolated for ${direction} connectivity)`);
      for (const [index, rule] of rules.entries()) {
        writePorts(page, rule.ports);
        writePeers(page, word, peers, rule.peers);
        if (index < rules.length - 1) page.line(2, '----------');
      }
    }
  }
  page.line(1, `Policy Types: ${types.join(', ')}`);
};

function writePorts(page: Page, ports: readonly NetworkPolicyPort[] | undefined): void {
  if (!ports?.length) page.line(2, 'To Port: <any> (traffic allowed to all ports)');
  for (const { port, endPort, protocol = 'TCP' } of ports ?? []) {
    if (endPort === undefined) page.line(2, `To Port: ${port ?? '<nil>'}/${protocol}`);
    else page.line(2, `To Port Range: ${port ?? '<nil>'}-${endPort}/${protocol}`);
  }
}

function writePeers(page: Page, word: string, what: string, peers: readonly NetworkPolicyPeer[] | undefined): void {
  if (!peers?.length) page.line(2, `${word}: <any> (traffic not restricted by ${what})`);
  for (const { podSelector, namespaceSelector, ipBlock } of peers ?? []) {
    page.line(2, `${word}:`);
    if (namespaceSelector) page.line(3, `NamespaceSelector: ${selectorText(namespaceSelector)}`);
    if (podSelector) page.line(3, `PodSelector: ${selectorText(podSelector)}`);
    if (!namespaceSelector && !podSelector && ipBlock) {
      page
        .line(3, 'IPBlock:')
        .line(4, `CIDR: ${ipBlock.cidr}`)
        .line(4, `Except: ${(ipBlock.except ?? []).join(', ')}`);
    }
  }
}
