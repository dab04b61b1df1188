import { mendDns } from '../../discovery/faults/dns-faults.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { changeCluster } from '../workspace.ts';

/** Takes back what `cluster break` did. */
export const run: Run = async (context) => {
  const { args, io } = context;
  if (args[0] !== 'dns')
    throw new UserError(`nothing called ${JSON.stringify(args[0] ?? '')} to mend`, 2, 'There is: dns.');
  const { lines, note } = await changeCluster(context, mendDns);
  for (const line of lines) io.out(`${line}\n`);
  io.err(`${note}\n`);
  return 0;
};
