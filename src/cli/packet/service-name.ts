import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';

/** The Service in `svc/NAME`, `service/NAME`, `NAME` or `NAME.NAMESPACE`; the namespace from -n otherwise. */
export function serviceNamed(context: CommandContext, word: string): { namespace: string; name: string } {
  const slash = word.indexOf('/');
  const kind = slash < 0 ? 'svc' : word.slice(0, slash);
  const name = word.slice(slash + 1);
  if (!['svc', 'service', 'services'].includes(kind) || name === '' || name.includes('/'))
    throw new UserError(`${JSON.stringify(word)} is no Service`, 2, 'Write svc/NAME.');
  const [first = '', where] = name.split('.');
  return { namespace: context.globals.namespace ?? where ?? 'default', name: first };
}
