import type { KubeObject } from '../meta.ts';
import type { ObjectReference } from '../endpoints/type.ts';

/** core/v1 Event; events.k8s.io/v1 is the same object seen through other field names. */
export interface Event extends KubeObject {
  kind: 'Event';
  involvedObject: ObjectReference & { fieldPath?: string };
  reason?: string;
  message?: string;
  type?: string;
  source?: { component?: string; host?: string };
  firstTimestamp?: string | null;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  count?: number;
  reportingComponent?: string;
  reportingInstance?: string;
}
