import type { TypeTable } from '../schema-table.ts';

/** EndpointSlices. */
export const ENDPOINT_SLICE_TYPES: TypeTable = {
  EndpointSlice: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    4 addressType v1.AddressType always required
    2 endpoints []v1.Endpoint always atomic
    3 ports []v1.EndpointPort always atomic`,
  AddressType: '= string',
  Endpoint: `
    1 addresses []string always required set
    2 conditions v1.EndpointConditions
    3 hostname *string
    4 targetRef *v1.ObjectReference
    5 deprecatedTopology map[string]string
    6 nodeName *string
    7 zone *string
    8 hints *v1.EndpointHints`,
  EndpointPort: `
    (atomic)
    1 name *string
    2 protocol *v1.Protocol
    3 port *int32
    4 appProtocol *string`,
  EndpointConditions: `
    1 ready *bool
    2 serving *bool
    3 terminating *bool`,
  ObjectReference: `
    (atomic)
    1 kind string
    2 namespace string
    3 name string
    4 uid types.UID =UID
    5 apiVersion string =APIVersion
    6 resourceVersion string
    7 fieldPath string`,
  EndpointHints: `
    1 forZones []v1.ForZone atomic
    2 forNodes []v1.ForNode atomic`,
  Protocol: '= string TCP|UDP|SCTP',
  ForZone: `
    1 name string always required`,
  ForNode: `
    1 name string always required`,
};
