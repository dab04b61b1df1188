import type { EndpointSlice } from '../../../api/endpoint-slice/type.ts';
import type { Endpoints } from '../../../api/endpoints/type.ts';
import { writeEvents, type Describe } from './context.ts';

export const describeEndpoints: Describe = (object, page, context) => {
  const { metadata, subsets = [] } = object as Endpoints;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations).line(0, 'Subsets:');
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    page.field(1, 'Addresses', addresses.map(({ ip }) => ip).join(',') || '<none>');
    page.field(1, 'NotReadyAddresses', notReadyAddresses.map(({ ip }) => ip).join(',') || '<none>');
    if (ports.length > 0) page.line(1, 'Ports:').line(2, 'Name\tPort\tProtocol').line(2, '----\t----\t--------');
    for (const { name, port, protocol } of ports) page.line(2, `${name || '<unset>'}\t${port}\t${protocol ?? 'TCP'}`);
    page.line(0, '');
  }
  writeEvents(object, page, context);
};

export const describeEndpointSlice: Describe = (object, page, context) => {
  const { metadata, addressType, ports, endpoints } = object as EndpointSlice;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  page.field(0, 'AddressType', addressType);
  if (!ports?.length) page.line(0, 'Ports: <unset>');
  else page.line(0, 'Ports:').line(1, 'Name\tPort\tProtocol').line(1, '----\t----\t--------');
  for (const { name, port, protocol } of ports ?? []) {
    page.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? 'TCP'}`);
  }
  page.line(0, endpoints?.length ? 'Endpoints:' : 'Endpoints: <none>');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of endpoints ?? []) {
    page.line(1, `- Addresses:\t${addresses.join(', ') || '<none>'}`);
    page.line(2, 'Conditions:').field(3, 'Ready', conditions?.ready ?? '<unset>');
    page.field(2, 'Hostname', hostname ?? '<unset>');
    if (targetRef) page.field(2, 'TargetRef', `${targetRef.kind ?? ''}/${targetRef.name ?? ''}`);
    page.field(2, 'NodeName', nodeName ?? '<unset>').field(2, 'Zone', zone ?? '<unset>');
  }
  writeEvents(object, page, context);
};
