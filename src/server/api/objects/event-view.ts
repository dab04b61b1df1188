import { fields, given, number, text } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';

/** events.k8s.io/v1 and core/v1 hold the same events under other field names (upstream's conversions). */

/** A core Event as events.k8s.io/v1 shows it. */
export function toEventsGroup(event: KubeObject): KubeObject {
  const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, reportingComponent, ...rest } = event;
  return {
    ...rest,
    apiVersion: 'events.k8s.io/v1',
    ...(given(involvedObject) ? { regarding: involvedObject } : {}),
    ...(text(message) === '' ? {} : { note: message }),
    ...(text(reportingComponent) === '' ? {} : { reportingController: reportingComponent }),
    ...(Object.keys(fields(source)).length === 0 ? {} : { deprecatedSource: source }),
    deprecatedFirstTimestamp: firstTimestamp ?? null,
    deprecatedLastTimestamp: lastTimestamp ?? null,
    ...(number(count) === 0 ? {} : { deprecatedCount: count }),
  };
}

/** The other way round. */
export function fromEventsGroup(event: KubeObject): KubeObject {
  const {
    regarding,
    note,
    reportingController,
    deprecatedSource,
    deprecatedFirstTimestamp,
    deprecatedLastTimestamp,
    deprecatedCount,
    ...rest
  } = event;
  return {
    ...rest,
    apiVersion: 'v1',
    involvedObject: regarding ?? {},
    ...(given(note) ? { message: note } : {}),
    reportingComponent: reportingController ?? '',
    ...(given(deprecatedSource) ? { source: deprecatedSource } : {}),
    ...(given(deprecatedFirstTimestamp) ? { firstTimestamp: deprecatedFirstTimestamp } : {}),
    ...(given(deprecatedLastTimestamp) ? { lastTimestamp: deprecatedLastTimestamp } : {}),
    ...(given(deprecatedCount) ? { count: deprecatedCount } : {}),
  } as KubeObject;
}
