import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { isLeftOut, notedPort, type NotedSlices } from '../cluster/slice-notes.ts';
import { compareText, hasReadyEndpoint, slicesByService, type PortKey } from './endpoints-of.ts';
import type { Family } from '../net/address.ts';
import { layoutOf } from './version.ts';

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
  const watched = watchedBy(cluster);
  const loaded: ServiceSlices = {
    of: (service) => watched(slicesByService(cluster.all('endpointslices')).get(service) ?? NO_SLICES),
    hasReady: (service, port) => hasReadyEndpoint(loaded.of(service), port),
  };
  return noted ? fromNotes(cluster, noted, loaded) : loaded;
});

type Slices = readonly EndpointSlice[];

/** Those of the slices that the cluster's release of kube-proxy watches. */
function watchedBy({ config }: Cluster): (slices: Slices) => Slices {
  const before = layoutOf(config.kubeVersion) === '1.20';
  const isWatched = ({ metadata }: EndpointSlice): boolean => !isLeftOut('endpointslices', metadata.labels, before);
  return (slices) => (slices.every(isWatched) ? slices : slices.filter(isWatched));
}

function fromNotes(cluster: Cluster, noted: NotedSlices, loaded: ServiceSlices): ServiceSlices {
  const { notes } = noted;
  /** Where the notes of a Service are; most have one slice. */
  const places = new Map<string, number | number[]>();
  for (let index = 0; index < notes.length; index++) {
    const service = notes[index]?.[0] ?? '';
    const known = places.get(service);
    if (known === undefined) places.set(service, index);
    else if (typeof known === 'number') places.set(service, [known, index]);
    else known.push(index);
  }
  const isReady = (index: number, family: Family, port: string): boolean => {
    const note = notes[index];
    return note?.[1] === family && note[2].includes(port);
  };
  const watched = watchedBy(cluster);
  const alone = new Map<string, Slices>();
  return {
    of(service) {
      const known = alone.get(service);
      if (known) return known;
      if (alone.size >= MOST_ALONE || cluster.isLoaded('endpointslices')) return loaded.of(service);
      const own = [places.get(service) ?? []].flat().map((index) => noted.load(index) as EndpointSlice);
      const list = watched(own.sort((a, b) => compareText(a.metadata.name, b.metadata.name)));
      alone.set(service, list);
      return list;
    },
    hasReady(service, { family, portName, protocol }) {
      const port = notedPort(portName, protocol);
      const at = places.get(service);
      if (typeof at === 'number') return isReady(at, family, port);
      // What one slice has ready, another may hide.
      const own = at?.filter((index) => notes[index]?.[1] === family) ?? [];
      return own.length > 0 && own.every((index) => isReady(index, family, port));
    },
  };
}
