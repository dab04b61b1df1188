import type { KubeObject } from '../../api/meta.ts';
import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import { derived } from '../../cluster/derived.ts';
import { parseAddress } from '../../net/address.ts';
import type { ViewPort } from './service-view.ts';

export interface EndpointAddress {
  /** Canonical text. */
  readonly ip: string;
  /** The endpoint's `hostname`, or ''. */
  readonly hostname: string;
  /** Name of the object behind it where it can be a label, or ''. */
  readonly targetName: string;
}

/** An EndpointSlice as CoreDNS keeps it: only ready addresses (plugin/kubernetes/object/endpoint.go). */
export interface EndpointView {
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly EndpointAddress[];
  readonly ports: readonly ViewPort[];
}

const NO_PORT: readonly ViewPort[] = [{ name: '', protocol: '', port: -1 }];

/** What DNS knows of an EndpointSlice. `ready` that is not said counts as ready. */
export const endpointView: (object: KubeObject) => EndpointView = derived((object: KubeObject) => {
  const slice = object as EndpointSlice;
  const addresses: EndpointAddress[] = [];
  for (const endpoint of Array.isArray(slice.endpoints) ? slice.endpoints : []) {
    if (endpoint.conditions?.ready === false) continue;
    const target = endpoint.targetRef?.name ?? '';
    for (const text of Array.isArray(endpoint.addresses) ? endpoint.addresses : []) {
      const address = parseAddress(String(text));
      if (!address) continue;
      const targetName = target.length < 64 ? target : '';
      addresses.push({ ip: address.text, hostname: endpoint.hostname ?? '', targetName });
    }
  }
  const ports = Array.isArray(slice.ports) ? slice.ports : [];
  return {
    namespace: object.metadata.namespace ?? 'default',
    service: object.metadata.labels?.['kubernetes.io/service-name'] ?? '',
    addresses,
    ports:
      ports.length === 0
        ? NO_PORT
        : ports.map(({ name, protocol, port }) => ({
            name: name ?? '',
            protocol: protocol ?? '',
            port: typeof port === 'number' ? port : -1,
          })),
  };
});

/** The label under which an endpoint is found below its Service: its hostname, else (if asked for) its pod's name, else its dashed address. */
export function endpointLabel(of: EndpointAddress, podNames: boolean): string {
  if (of.hostname !== '') return of.hostname;
  if (podNames && of.targetName !== '') return of.targetName;
  if (!of.ip.includes(':')) return of.ip.replaceAll('.', '-');
  const dashed = of.ip.replaceAll(':', '-');
  return dashed.endsWith('-') ? `${dashed}0` : dashed;
}
