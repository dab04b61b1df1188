import type { Service } from '../api/service/type.ts';
import type { Cluster, ObjectMap } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import type { Family } from '../net/address.ts';
import { nodeFacts } from './node-facts.ts';

/** The families that a node's kube-proxy has Services to program for: those of the Service networks, and of any cluster address there is. */
export function serviceFamilies(cluster: Cluster, nodeName: string): readonly Family[] {
  const facts = nodeFacts(cluster, nodeName);
  const held = clusterIPFamilies(cluster.all('services'));
  const used = ([4, 6] as const).filter((family) => facts.serviceCIDRs(family).length > 0 || held.has(family));
  return used.length > 0 ? used : [4];
}

const clusterIPFamilies = derived((services: ObjectMap): ReadonlySet<Family> => {
  const families = new Set<Family>();
  for (const object of services.values()) {
    const { clusterIP, clusterIPs } = (object as Service).spec;
    for (const text of clusterIPs ?? [clusterIP ?? '']) {
      if (text !== '' && text !== 'None') families.add(text.includes(':') ? 6 : 4);
    }
  }
  return families;
});
