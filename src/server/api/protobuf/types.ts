import { EVENT_TYPES } from '../../../api/event/schema.ts';
import { META_TYPES } from '../../../api/meta-schema.ts';
import { TypeLibrary, type TypeTable } from '../../../api/schema-table.ts';
import { schemaOf, type KindSchema } from '../../../api/schema.ts';

/** What is sent to us and not kept under that name. Numbers from k8s.io/api 0.36: events/v1, policy/v1, authorization/v1. */
const EVENTS_GROUP: TypeTable = {
  Event: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 eventTime v1.MicroTime
    3 series *v1.EventSeries
    4 reportingController string
    5 reportingInstance string
    6 action string
    7 reason string
    8 regarding v1.ObjectReference
    9 related *v1.ObjectReference
    10 note string
    11 type string
    12 deprecatedSource v1.EventSource
    13 deprecatedFirstTimestamp v1.Time
    14 deprecatedLastTimestamp v1.Time
    15 deprecatedCount int32`,
};

const OTHERS: TypeTable = {
  Eviction: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 deleteOptions *v1.DeleteOptions`,
  SelfSubjectAccessReview: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.AccessSpec`,
  AccessSpec: `
    1 resourceAttributes *v1.ResourceAttributes
    2 nonResourceAttributes *v1.NonResourceAttributes`,
  ResourceAttributes: `
    1 namespace string
    2 verb string
    3 group string
    4 version string
    5 resource string
    6 subresource string
    7 name string`,
  NonResourceAttributes: `
    1 path string
    2 verb string`,
  SelfSubjectRulesReview: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.RulesSpec`,
  RulesSpec: `
    1 namespace string`,
  SelfSubjectReview: `
    1 metadata v1.ObjectMeta =ObjectMeta`,
};

const known = new Map<string, KindSchema>();

/** The fields of a kind as protobuf numbers them; undefined for a kind that nobody sends us. */
export function messageOf(apiVersion: string, kind: string): KindSchema | undefined {
  const isEventsGroup = apiVersion.startsWith('events.k8s.io/') && kind === 'Event';
  if (!isEventsGroup && !Object.hasOwn(OTHERS, kind)) return schemaOf(kind);
  let found = known.get(kind);
  if (!found) {
    const types = isEventsGroup
      ? new TypeLibrary(EVENTS_GROUP, EVENT_TYPES, META_TYPES)
      : new TypeLibrary(OTHERS, META_TYPES);
    known.set(kind, (found = { kind, root: types.struct(kind), types }));
  }
  return found;
}
