import { reachMatrix } from '../../diagnose/matrix.ts';
import { UserError } from '../../net/user-error.ts';
import { matrixCsv, matrixData, matrixTable } from '../../render/diagnose/matrix.ts';
import { matrixBox } from '../../render/diagnose/matrix-box.ts';
import { loadPaint } from '../../render/trace/paint.ts';
import type { Run } from '../command.ts';
import { openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const { options, globals, io } = context;
  const cluster = await openCluster(context);
  const namespace = options['allNamespaces'] === true ? undefined : (globals.namespace ?? 'default');
  const matrix = reachMatrix(cluster, {
    namespace,
    pods: options['nodes'] === true ? 'nodes' : 'each',
    now: Math.floor(context.surroundings.now / 1000),
  });
  switch (options['output'] ?? 'table') {
    case 'table':
      io.out(
        io.stdoutIsTerminal
          ? await matrixBox(matrix, io.columns, await loadPaint(globals.color))
          : matrixTable(matrix, await loadPaint(globals.color)),
      );
      return 0;
    case 'csv':
      io.out(matrixCsv(matrix));
      return 0;
    case 'json':
      io.out(`${JSON.stringify(matrixData(matrix), null, 2)}\n`);
      return 0;
    default:
      throw new UserError(`unknown output ${JSON.stringify(options['output'])}`, 2, 'Give table, csv or json.');
  }
};
