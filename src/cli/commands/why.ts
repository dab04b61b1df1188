import { diagnoseService } from '../../diagnose/why.ts';
import { UserError } from '../../net/user-error.ts';
import { whyData, whyText } from '../../render/diagnose/why.ts';
import { loadPaint } from '../../render/trace/paint.ts';
import type { Run } from '../command.ts';
import { serviceNamed } from '../packet/service-name.ts';
import { openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const output = context.options['output'];
  if (output !== undefined && output !== 'json' && output !== 'text')
    throw new UserError(`unknown output ${JSON.stringify(output)}`, 2, 'Give text or json.');
  const [word, ...more] = context.args;
  if (word === undefined || more.length > 0) throw new UserError('why needs one Service', 2, 'kubesim why svc/NAME');
  const { namespace, name } = serviceNamed(context, word);
  const diagnosis = diagnoseService(await openCluster(context), namespace, name);
  if (output === 'json') context.io.out(`${JSON.stringify(whyData(diagnosis), null, 2)}\n`);
  else context.io.out(whyText(diagnosis, await loadPaint(context.globals.color)));
  return diagnosis.reason === 'DELIVERED' ||
    diagnosis.checks.every((check) => check.status === 'ok' || check.status === 'info')
    ? 0
    : 1;
};
