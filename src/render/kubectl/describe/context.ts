import type { Cluster } from '../../../cluster/cluster.ts';
import type { Event } from '../../../api/event/type.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { age } from '../../../api/duration.ts';
import { goSort } from '../go-sort.ts';
import type { Page } from './page.ts';

export interface DescribeContext {
  readonly cluster: Cluster;
  /** milliseconds */
  readonly now: number;
  /** kubectl shows events only where it describes a single object. */
  readonly showEvents: boolean;
}

export type Describe = (object: KubeObject, page: Page, context: DescribeContext) => void;

/** The events that are about the object, oldest first. */
export function eventsOf(object: KubeObject, { cluster }: DescribeContext): Event[] {
  const { name, namespace, uid } = object.metadata;
  const found = [...cluster.all('events').values()].filter((event) => {
    const of = (event as Event).involvedObject;
    if (of?.kind !== object.kind || of.name !== name) return false;
    if (namespace !== undefined && of.namespace !== namespace) return false;
    return !of.uid || !uid || of.uid === uid || of.uid === name;
  }) as Event[];
  found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  goSort(found, (a, b) => lastSeen(a) < lastSeen(b));
  return found;
}

/** The last section of most descriptions. */
export function writeEvents(object: KubeObject, page: Page, context: DescribeContext): void {
  if (!context.showEvents) return;
  const events = eventsOf(object, context);
  if (events.length === 0) {
    page.field(0, 'Events', '<none>');
    return;
  }
  page.line(0, 'Events:').line(1, 'Type\tReason\tAge\tFrom\tMessage').line(1, '----\t------\t----\t----\t-------');
  for (const event of events) {
    const source = event.source?.component || event.reportingComponent || '';
    const path = event.involvedObject.fieldPath;
    const message = `${path ? `${path}: ` : ''}${(event.message ?? '').trim()}`;
    page.line(1, [event.type, event.reason, interval(event, context.now), source, message].join('\t'));
  }
}

function interval(event: Event, now: number): string {
  const first = age(event.eventTime ?? event.firstTimestamp, now);
  const series = event['series'] as { count?: number; lastObservedTime?: string } | undefined;
  if (series) return `${age(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})`;
  const count = event.count ?? 1;
  return count > 1 ? `${age(event.lastTimestamp, now)} (x${count} over ${first})` : first;
}

function lastSeen(event: Event): string {
  return event.lastTimestamp ?? event.eventTime ?? '';
}

/** `ReplicaSet/web-cc544bdcc`, or undefined. */
export function controllerOf(object: KubeObject): string | undefined {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
  return owner ? `${owner.kind}/${owner.name}` : undefined;
}
