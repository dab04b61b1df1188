import { age } from '../../api/duration.ts';
import type { Event } from '../../api/event/type.ts';
import { listObjects } from '../../cluster/list.ts';
import { UserError } from '../../net/user-error.ts';
import { goSort } from '../../render/kubectl/go-sort.ts';
import { cellText, tableText } from '../../render/kubectl/table.ts';
import type { CommandContext, Run } from '../command.ts';
import { commaList, flag, namespaceOf, text } from '../kubectl/options.ts';
import { printerOf } from '../kubectl/output.ts';
import { resourceType } from '../kubectl/resource-type.ts';
import { openCluster } from '../workspace.ts';

/** `kubectl events`: what happened, oldest first. */
export const run: Run = async (context) => {
  const cluster = await openCluster(context);
  const everywhere = flag(context, 'allNamespaces');
  const about = aboutOf(text(context, 'for'));
  const types = commaList(context, 'types');
  if (types.some((type) => !/^(normal|warning)$/i.test(type))) {
    throw new UserError('valid --types are Normal or Warning', 1);
  }
  const listed = listObjects(cluster, 'events', everywhere ? {} : { namespace: namespaceOf(context) }) as Event[];
  const events = listed
    .filter(({ involvedObject: of }) => !about || (of.kind === about.kind && of.name === about.name))
    .filter(({ type }) => types.length === 0 || types.some((wanted) => wanted.toLowerCase() === type?.toLowerCase()));
  goSort(events, (a, b) => lastSeen(a) < lastSeen(b));
  const print = await printerOf(context);
  if (print) context.io.out(await print(events, true));
  else if (events.length > 0) context.io.out(table(context, events, everywhere));
  else context.io.err(everywhere ? 'No events found.\n' : `No events found in ${namespaceOf(context)} namespace.\n`);
};

function aboutOf(target: string): { kind: string; name: string } | undefined {
  if (target === '') return undefined;
  const [type = '', name = ''] = target.split('/');
  if (name === '') throw new UserError('--for must be in resource/name form', 1);
  return { kind: resourceType(type).kind, name };
}

function table(context: CommandContext, events: readonly Event[], everywhere: boolean): string {
  const header = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
  const rows = events.map((event) =>
    [
      ...(everywhere ? [event.metadata.namespace] : []),
      interval(event, context.surroundings.now),
      event.type,
      event.reason,
      `${event.involvedObject.kind ?? ''}/${event.involvedObject.name ?? ''}`,
      (event.message ?? '').trim(),
    ].map(cellText),
  );
  return tableText(flag(context, 'noHeaders') ? rows : [header, ...rows]);
}

function interval(event: Event, now: number): string {
  const first = age(event.eventTime ?? event.firstTimestamp, now);
  const count = event.count ?? 1;
  return count > 1 ? `${age(event.lastTimestamp, now)} (x${count} over ${first})` : first;
}

function lastSeen({ lastTimestamp, eventTime }: Event): string {
  return lastTimestamp ?? eventTime ?? '';
}
