import type { EndpointAddress, EndpointSubset } from '../../api/endpoints/type.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { byGoHash } from './go-hash.ts';

export type SubsetPort = NonNullable<EndpointSubset['ports']>[number];

/** One address and the ports that it offers; no ports at all for a headless Service without any. */
export interface Offer {
  readonly address: EndpointAddress;
  readonly ready: boolean;
  readonly ports: readonly SubsetPort[];
}

/**
 * Offers as subsets: ports that the same addresses offer share one subset; addresses in the order of their text, ports and
 * subsets in that of their hashes (RepackSubsets and SortSubsets of k8s.io/kubernetes/pkg/api/v1/endpoints).
 */
export function packedSubsets(offers: readonly Offer[], config: ClusterConfig): EndpointSubset[] {
  const byPort = new Map<string, { port: SubsetPort | undefined; offers: Map<string, Offer> }>();
  for (const offer of offers) {
    for (const port of offer.ports.length > 0 ? offer.ports : [undefined]) {
      const key = JSON.stringify(port ? [port.name, port.port, port.protocol, port.appProtocol] : null);
      let entry = byPort.get(key);
      if (!entry) byPort.set(key, (entry = { port, offers: new Map() }));
      entry.offers.set(addressKey(offer.address), offer);
    }
  }
  const byAddresses = new Map<string, { ports: SubsetPort[]; offers: Offer[] }>();
  for (const { port, offers: offering } of byPort.values()) {
    const key = [...offering.keys()].toSorted().join('\n') + (port ? '' : '\n-');
    let entry = byAddresses.get(key);
    if (!entry) byAddresses.set(key, (entry = { ports: [], offers: [...offering.values()] }));
    if (port) entry.ports.push(port);
  }
  const subsets = [...byAddresses.values()].map(({ ports, offers: offering }): EndpointSubset => {
    const ready = sorted(offering.filter((offer) => offer.ready));
    const unready = sorted(offering.filter((offer) => !offer.ready));
    return {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(unready.length > 0 ? { notReadyAddresses: unready } : {}),
      ...(ports.length > 0 ? { ports: byGoHash('core.EndpointPort', ports, config) } : {}),
    };
  });
  return byGoHash('core.EndpointSubset', subsets, config);
}

/** The subsets with no more than `limit` addresses, ready ones first, taken from all subsets in proportion. Undefined: they fit. */
export function truncatedSubsets(subsets: readonly EndpointSubset[], limit: number): EndpointSubset[] | undefined {
  const ready = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
  const unready = subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0);
  if (ready + unready <= limit) return undefined;
  let canBeAdded = limit;
  let unreadyToAdd = Math.max(0, limit - ready);
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ...subset }) => {
    let keep = addresses.length;
    if (ready > limit) keep = Math.min(Math.ceil((addresses.length / ready) * limit), canBeAdded);
    canBeAdded -= keep;
    let keepUnready = 0;
    if (unreadyToAdd > 0) keepUnready = Math.min(notReadyAddresses.length, unreadyToAdd);
    unreadyToAdd -= keepUnready;
    if (keep + keepUnready === 0) return [];
    return [
      {
        ...(keep > 0 ? { addresses: addresses.slice(0, keep) } : {}),
        ...(keepUnready > 0 ? { notReadyAddresses: notReadyAddresses.slice(0, keepUnready) } : {}),
        ...subset,
      },
    ];
  });
}

function sorted(offers: readonly Offer[]): EndpointAddress[] {
  return offers.map(({ address }) => address).toSorted((a, b) => (addressKey(a) < addressKey(b) ? -1 : 1));
}

function addressKey({ ip, targetRef }: EndpointAddress): string {
  return `${ip} ${targetRef?.uid ?? ''}`;
}
