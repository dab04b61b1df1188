import type { EndpointSlice } from '../../../api/endpoint-slice/type.ts';
import type { Endpoints } from '../../../api/endpoints/type.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, firstThree, hostPort, text, type KindColumns } from './kind.ts';

/** printEndpoints: ready addresses only, each with each port. */
export const ENDPOINTS: KindColumns = {
  columns: [NAME, text('Endpoints'), AGE],
  cells(object: KubeObject, { now }) {
    const { subsets = [], metadata } = object as Endpoints;
    const list = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map(({ ip }) => ip)
        : ports.flatMap(({ port }) => addresses.map(({ ip }) => hostPort(ip, port))),
    );
    return [metadata.name, subsets.length === 0 ? '<none>' : firstThree(list), ageOf(metadata.creationTimestamp, now)];
  },
};

/** printEndpointSlice: every address, ready or not. */
export const ENDPOINT_SLICE: KindColumns = {
  columns: [NAME, text('AddressType'), text('Ports'), text('Endpoints'), AGE],
  cells(object: KubeObject, { now }) {
    const { addressType, ports, endpoints, metadata } = object as EndpointSlice;
    const portList = (ports ?? []).map(({ port, name }) => String(port ?? name ?? '*'));
    const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses);
    return [
      metadata.name,
      addressType,
      firstThree(portList) || '<unset>',
      firstThree(addresses) || '<unset>',
      ageOf(metadata.creationTimestamp, now),
    ];
  },
};
