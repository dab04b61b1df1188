import { column, NAME, type Cell, type RowContext, type TableLayout } from '../column.ts';
import { age } from '../duration.ts';
import { fields, given, number, text } from '../go-value.ts';
import type { KubeObject } from '../meta.ts';

/** `kubectl get events`: upstream's printEvent. */
export const eventTable: TableLayout = {
  columns: [
    column('Last Seen', 'Time since this last happened.'),
    column('Type', 'Normal or Warning.'),
    column('Reason', 'One word for what happened.'),
    column('Object', 'What it happened to.'),
    column('Subobject', 'The part of the object.', { wide: true }),
    column('Source', 'Who reported it.', { wide: true }),
    column('Message', 'What happened, in a sentence.'),
    column('First Seen', 'Time since this first happened.', { wide: true }),
    column('Count', 'How often it happened.', { type: 'integer', wide: true }),
    { ...NAME, priority: 1 },
  ],
  row: eventRow,
};

function eventRow(event: KubeObject, { now }: RowContext): Cell[] {
  const about = fields(event['involvedObject']);
  const kind = text(about['kind']).toLowerCase();
  const name = text(about['name']);
  const first = age(given(event['firstTimestamp']) ? event['firstTimestamp'] : event['eventTime'], now);
  const last = given(event['lastTimestamp']) ? age(event['lastTimestamp'], now) : first;
  const series = event['series'];
  return [
    given(series) ? age(fields(series)['lastObservedTime'], now) : last,
    text(event['type']),
    text(event['reason']),
    name === '' ? kind : `${kind}/${name}`,
    text(about['fieldPath']),
    sourceText(event),
    text(event['message']).trim(),
    first,
    given(series) ? number(fields(series)['count']) : number(event['count']) || 1,
    event.metadata.name,
  ];
}

function sourceText(event: KubeObject): string {
  const { component, host } = fields(event['source']);
  const who = text(component) || text(event['reportingComponent']);
  const where = text(host) || text(event['reportingInstance']);
  return where === '' ? who : `${who}, ${where}`;
}
