import type { Transaction } from '../../cluster/transaction.ts';
import { setPodReady } from '../../controllers/kubelet/readiness.ts';
import { setPodTerminating } from '../../controllers/kubelet/termination.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { getNamed } from '../kubectl/find.ts';
import { namespaceOf } from '../kubectl/options.ts';
import { each, report } from '../kubectl/problems.ts';
import { resourceType } from '../kubectl/resource-type.ts';
import { changeCluster } from '../workspace.ts';

/** The readiness probe succeeds from now on. */
export const ready: Run = (context) =>
  change(context, 'ready', (tx, namespace, name) => setPodReady(tx, namespace, name, true));

/** The readiness probe fails from now on. */
export const unready: Run = (context) =>
  change(context, 'unready', (tx, namespace, name) => setPodReady(tx, namespace, name, false));

/** The pod is deleted and stays in its grace period until it is let go with `ready` or deleted by force. */
export const terminate: Run = (context) =>
  change(context, 'terminating', (tx, namespace, name) => setPodTerminating(tx, namespace, name));

async function change(
  context: CommandContext,
  word: string,
  work: (tx: Transaction, namespace: string, name: string) => void,
): Promise<void> {
  const names = context.args.map((arg) => arg.replace(/^pods?\//, ''));
  if (names.length === 0)
    throw new UserError('which pod?', 2, `kubesim pod ${word === 'terminating' ? 'terminate' : word} NAME`);
  const namespace = namespaceOf(context);
  let out = '';
  const problems = await changeCluster(context, (tx) =>
    each(names, (name) => {
      getNamed(tx, resourceType('pods'), name, { namespace });
      work(tx, namespace, name);
      out += `pod/${name} ${word}\n`;
    }),
  );
  context.io.out(out);
  report(context, problems);
}
