import { compareMatrices } from '../../diagnose/compare.ts';
import { reachMatrix, type MatrixOptions } from '../../diagnose/matrix.ts';
import { UserError } from '../../net/user-error.ts';
import { compareText } from '../../render/diagnose/matrix.ts';
import { loadPaint } from '../../render/trace/paint.ts';
import type { Run } from '../command.ts';
import { compareSide } from '../packet/compare-side.ts';

export const run: Run = async (context) => {
  const { args, options, globals, io } = context;
  const [before, after, ...more] = args;
  if (before === undefined || after === undefined || more.length > 0)
    throw new UserError(
      'compare needs two sides',
      2,
      'Each is current, mode=ipvs, version=1.20, a state file, a dump, or manifests.',
    );
  const output = options['output'] ?? 'text';
  if (output !== 'text' && output !== 'json')
    throw new UserError(`unknown output ${JSON.stringify(output)}`, 2, 'Give text or json.');
  const asked: MatrixOptions = {
    namespace: globals.namespace,
    pods: options['eachPod'] === true ? 'each' : 'nodes',
    addresses: 'all',
    now: Math.floor(context.surroundings.now / 1000),
  };
  const [left, right] = [await compareSide(context, before), await compareSide(context, after)];
  const differences = compareMatrices(reachMatrix(left, asked), reachMatrix(right, asked));
  if (output === 'json') io.out(`${JSON.stringify(differences, null, 2)}\n`);
  else io.out(compareText(differences, await loadPaint(globals.color)));
  return differences.length === 0 ? 0 : 1;
};
