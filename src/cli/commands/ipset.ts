import { UserError } from '../../net/user-error.ts';
import { listText, saveText } from '../../ipvs/ipset.ts';
import type { Run } from '../command.ts';
import { nodeWords, tellMode } from '../node-words.ts';

/** `ipset list [NAME]`, `ipset list -n`, `ipset save [NAME]` on a node. */
export const run: Run = async (context) => {
  const { program, words } = await nodeWords(context);
  const [command, ...rest] = words.filter((word) => !/^(-s|-sorted|--sorted)$/.test(word));
  const isSave = command === 'save' || command === '-S';
  if (!isSave && command !== 'list' && command !== '-L') {
    throw new UserError(
      'ipset: only listing is simulated: kube-proxy is the one that writes',
      2,
      'ipset list|save [SETNAME] [-n] [--node NODE]',
    );
  }
  tellMode(context, program, 'ipvs');
  const onlyNames = rest.some((word) => /^(-n|-name|--name)$/.test(word));
  const wanted = rest.find((word) => !word.startsWith('-'));
  const sets = ([4, 6] as const).flatMap((family) => program.ipvs(family)?.sets ?? []);
  const shown = setsOfCluster(sets).filter((set) => wanted === undefined || set.name === wanted);
  if (wanted !== undefined && shown.length === 0) {
    throw new UserError(`ipset v7.17: The set with the given name does not exist`, 1);
  }
  if (onlyNames)
    context.io.out(
      shown
        .map((set) => `${set.name}\n`)
        .sort()
        .join(''),
    );
  else context.io.out(isSave ? saveText(shown) : listText(shown));
};

/** IPv6 sets only where there is something IPv6 to hold: kube-proxy of a single-stack cluster makes them too, empty. */
function setsOfCluster<Set extends { readonly family: 4 | 6; readonly entries: readonly string[] }>(
  sets: readonly Set[],
): readonly Set[] {
  const isUsed = (family: 4 | 6): boolean => sets.some((set) => set.family === family && set.entries.length > 0);
  return sets.filter((set) => set.family === 4 || isUsed(6));
}
