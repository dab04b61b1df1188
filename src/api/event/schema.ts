import type { TypeTable } from '../schema-table.ts';

/** Events of the core group. */
export const EVENT_TYPES: TypeTable = {
  Event: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta always required
    2 involvedObject v1.ObjectReference always required
    3 reason string
    4 message string
    5 source v1.EventSource
    6 firstTimestamp v1.Time always
    7 lastTimestamp v1.Time always
    8 count int32
    9 type string
    10 eventTime v1.MicroTime always
    11 series *v1.EventSeries
    12 action string
    13 related *v1.ObjectReference
    14 reportingComponent string =ReportingController always
    15 reportingInstance string always`,
  ObjectReference: `
    (atomic)
    1 kind string
    2 namespace string
    3 name string
    4 uid types.UID =UID
    5 apiVersion string =APIVersion
    6 resourceVersion string
    7 fieldPath string`,
  EventSource: `
    1 component string
    2 host string`,
  EventSeries: `
    1 count int32
    2 lastObservedTime v1.MicroTime always`,
};
