import { UserError } from '../../net/user-error.ts';
import { conntrackLines, isAlive } from '../../render/trace/conntrack.ts';
import type { Run } from '../command.ts';
import { keptTraffic, KEPT } from '../packet/run-trace.ts';
import { changeCluster, openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const { options, io } = context;
  if (options['flush'] === true) {
    await changeCluster(context, (transaction) => {
      transaction.setExtra(KEPT, undefined);
    });
    io.err('conntrack v1.4.7 (conntrack-tools): connection tracking table has been emptied.\n');
    return 0;
  }
  if (options['list'] !== true)
    throw new UserError('what shall conntrack do?', 2, 'conntrack -L lists, conntrack -F empties.');
  const cluster = await openCluster(context);
  const kept = keptTraffic(cluster)?.conntrack ?? [];
  const protocol = options['protocol'];
  const shown = kept
    .filter((each) => options['node'] === undefined || each.node === options['node'])
    .filter((each) => protocol === undefined || each.protocol === protocol)
    .map((each) => ({ ...each, age: (context.surroundings.now - each.since) / 1000 }))
    .filter(isAlive);
  io.out(conntrackLines(shown));
  io.err(`conntrack v1.4.7 (conntrack-tools): ${shown.length} flow entries have been shown.\n`);
  if (kept.length === 0) io.err('Hint: connections stay known after `kubesim trace --keep ...`.\n');
  return 0;
};
