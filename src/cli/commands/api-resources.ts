import { UserError } from '../../net/user-error.ts';
import { tableText } from '../../render/kubectl/table.ts';
import type { CommandContext, Run } from '../command.ts';
import { commaList, flag, given, text } from '../kubectl/options.ts';
import { groupedPlural } from '../kubectl/resource-type.ts';
import { SERVED, groupOf, isInAll, verbsOf, type ServedResource } from '../../api/served.ts';

export const run: Run = (context) => {
  const output = text(context, 'output');
  if (!['', 'wide', 'name'].includes(output)) throw new UserError(`--output ${output} is not available`, 1);
  const shown = SERVED.filter((served) => isWanted(context, served));
  const sortBy = text(context, 'sortBy');
  if (sortBy !== '' && sortBy !== 'name' && sortBy !== 'kind') {
    throw new UserError('--sort-by accepts only name or kind', 1);
  }
  const key = (served: ServedResource): string => (sortBy === 'kind' ? served.kind : served.plural);
  const sorted = sortBy === '' ? shown : shown.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  if (output === 'name') context.io.out(sorted.map((served) => `${groupedPlural(served)}\n`).join(''));
  else context.io.out(table(sorted, output === 'wide', !flag(context, 'noHeaders')));
  return Promise.resolve(0);
};

function isWanted(context: CommandContext, served: ServedResource): boolean {
  if (given(context, 'apiGroup') && groupOf(served) !== text(context, 'apiGroup')) return false;
  const namespaced = context.options['namespaced'];
  if (namespaced !== undefined && namespaced !== served.namespaced) return false;
  const categories = commaList(context, 'categories');
  if (categories.length > 0 && !(categories.includes('all') && isInAll(served))) return false;
  return commaList(context, 'verbs').every((verb) => verbsOf(served).includes(verb));
}

function table(shown: readonly ServedResource[], wide: boolean, headers: boolean): string {
  const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
  const rows = shown.map((served) => [
    served.plural,
    served.shortNames.join(','),
    served.apiVersion,
    String(served.namespaced),
    served.kind,
    ...(wide ? [verbsOf(served).join(','), isInAll(served) ? 'all' : ''] : []),
  ]);
  return tableText(headers ? [header, ...rows] : rows);
}
