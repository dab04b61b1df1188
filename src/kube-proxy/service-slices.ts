import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { isLeftToOthers, notedPort, type NotedSlices } from '../cluster/slice-notes.ts';
import { compareText, hasReadyEndpoint, slicesByService, type PortKey } from './endpoints-of.ts';

const NO_SLICES: readonly EndpointSlice[] = [];
/** Whoever asks for the slices of more Services is after all of them: parsing them at once is faster. */
const MOST_ALONE = 512;

/** The EndpointSlices of Services, by `namespace/name`. */
export interface ServiceSlices {
  of(service: string): readonly EndpointSlice[];
  /** Whether some endpoint of the port is ready for certain; exact where the slices are parsed. */
  hasReady(service: string, port: PortKey): boolean;
}

/** The slices of the cluster's Services. While those of a large state are not parsed, only the ones that are asked for will be. */
export const serviceSlices = derived((cluster: Cluster): ServiceSlices => {
  const noted = cluster.notedSlices();
  const loaded: ServiceSlices = {
    of: (service) => slicesByService(cluster.all('endpointslices')).get(service) ?? NO_SLICES,
    hasReady: (service, port) => hasReadyEndpoint(loaded.of(service), port),
  };
  return noted ? fromNotes(cluster, noted, loaded) : loaded;
});

function fromNotes(cluster: Cluster, noted: NotedSlices, loaded: ServiceSlices): ServiceSlices {
  const places = new Map<string, number[]>();
  for (const [index, [service]] of noted.notes.entries()) {
    const known = places.get(service);
    if (known) known.push(index);
    else places.set(service, [index]);
  }
  const alone = new Map<string, readonly EndpointSlice[]>();
  return {
    of(service) {
      const known = alone.get(service);
      if (known) return known;
      if (alone.size >= MOST_ALONE || cluster.isLoaded('endpointslices')) return loaded.of(service);
      const own = (places.get(service) ?? []).map((index) => noted.load(index) as EndpointSlice);
      const list = own.filter(({ metadata }) => !isLeftToOthers(metadata.labels));
      alone.set(service, list.sort((a, b) => compareText(a.metadata.name, b.metadata.name))); // prettier-ignore
      return list;
    },
    hasReady(service, { family, portName, protocol }) {
      const port = notedPort(portName, protocol);
      return (places.get(service) ?? []).some((index) => {
        const note = noted.notes[index];
        return note !== undefined && note[1] === family && note[2].includes(port);
      });
    },
  };
}
