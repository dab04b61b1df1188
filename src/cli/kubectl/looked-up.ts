import type { ObjectSpace } from '../../cluster/list.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { findAll, type FindResult, type Found } from './find.ts';
import { readInfos, type Infos } from './infos.ts';
import { commaList, queryOf } from './options.ts';
import { warn } from './problems.ts';
import { ambiguityOf, resourceType } from './resource-type.ts';
import { parseTargets, type Targets } from './targets.ts';

/** What arguments or -f ask for: looked up as often as the command likes. */
export interface Wanted {
  readonly targets: Targets;
  readonly find: (space: ObjectSpace) => FindResult;
}

/** Reads the arguments, or what -f names. Throws UserError in the words of cli-runtime's resource builder. */
export async function wantedOf(context: CommandContext): Promise<Wanted> {
  const { args } = context;
  if (commaList(context, 'filename').length === 0) {
    warnOfAmbiguity(context);
    const targets = parseTargets(args);
    return { targets, find: (space) => findAll(space, targets, queryOf(context)) };
  }
  if (args.length > 0) {
    const problem = 'when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well';
    throw new UserError(problem, 1);
  }
  const read = await readInfos(context);
  const names = read.infos.map(({ of, object }) => ({ of: resourceType(of.plural), name: object.metadata.name }));
  return { targets: { kind: 'names', names }, find: (space) => foundOfFiles(space, read) };
}

/** The stored objects of a manifest, and what of it is missing or could not be read. */
export function foundOfFiles(space: ObjectSpace, { infos, problems }: Infos): FindResult {
  const results = infos.map(({ of, object: { metadata } }) =>
    findAll(
      space,
      { kind: 'names', names: [{ of: resourceType(of.plural), name: metadata.name }] },
      { namespace: metadata.namespace ?? '', allNamespaces: false, labelSelector: '', fieldSelector: '' },
    ),
  );
  const found: Found[] = results.flatMap((result) => result.found);
  return { found, problems: [...problems, ...results.flatMap((result) => result.problems)] };
}

/** Since 1.30 kubectl tells of short names that stand for several types. */
function warnOfAmbiguity(context: CommandContext): void {
  for (const arg of context.args) {
    const [types = '', name] = arg.split('/');
    if (name === undefined && arg !== context.args[0]) continue;
    for (const type of types.split(',')) {
      const other = ambiguityOf(type);
      if (other) warn(context, `short name ${JSON.stringify(type)} could also match lower priority resource ${other}`);
    }
  }
}
