import { breakDns, DNS_FAULTS, type DnsFault } from '../../discovery/faults/dns-faults.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { changeCluster } from '../workspace.ts';

/** Breaks a part of the cluster on purpose. */
export const run: Run = async (context) => {
  const { args, options, io, globals } = context;
  if (args[0] !== 'dns')
    throw new UserError(`nothing called ${JSON.stringify(args[0] ?? '')} to break`, 2, 'There is: dns.');
  const how = String(options['how'] ?? DNS_FAULTS[0]);
  if (!(DNS_FAULTS as readonly string[]).includes(how)) {
    throw new UserError(`invalid --how ${JSON.stringify(how)}`, 2, `It is one of ${DNS_FAULTS.join(', ')}.`);
  }
  const { lines, note } = await changeCluster(context, (tx) =>
    breakDns(tx, how as DnsFault, globals.namespace ?? 'default'),
  );
  for (const line of lines) io.out(`${line}\n`);
  io.err(`${note}\nSee it: kubesim nslookup kubernetes.default\nUndo it: kubesim cluster mend dns\n`);
  return 0;
};
