import type { TypeTable } from '../schema-table.ts';

/** Endpoints. */
export const ENDPOINTS_TYPES: TypeTable = {
  Endpoints: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 subsets []v1.EndpointSubset atomic`,
  EndpointSubset: `
    1 addresses []v1.EndpointAddress atomic
    2 notReadyAddresses []v1.EndpointAddress atomic
    3 ports []v1.EndpointPort atomic`,
  EndpointAddress: `
    (atomic)
    1 ip string =IP always required
    3 hostname string
    4 nodeName *string
    2 targetRef *v1.ObjectReference`,
  EndpointPort: `
    (atomic)
    1 name string
    2 port int32 always required
    3 protocol v1.Protocol
    4 appProtocol *string`,
  ObjectReference: `
    (atomic)
    1 kind string
    2 namespace string
    3 name string
    4 uid types.UID =UID
    5 apiVersion string =APIVersion
    6 resourceVersion string
    7 fieldPath string`,
  Protocol: '= string TCP|UDP|SCTP',
};
