import { StatusError } from '../../cluster/status-error.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { text } from '../kubectl/options.ts';
import { changeSelected } from '../kubectl/selected.ts';

const SCALABLE: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

export const run: Run = async (context) => {
  const replicas = numeric(context, 'replicas');
  if (replicas === undefined || replicas < 0) {
    throw new UserError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0', 1);
  }
  const expected = numeric(context, 'currentReplicas') ?? -1;
  if (expected < -1) throw new UserError('The --current-replicas must specify an integer of -1 or greater', 1);
  await changeSelected(
    context,
    context.args,
    (tx, { object }, results) => {
      if (!SCALABLE.has(object.kind))
        throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
      const spec = object['spec'] as { replicas?: number };
      const actual = spec.replicas ?? 1;
      if (expected !== -1 && actual !== expected)
        throw new UserError(`Expected replicas to be ${expected}, was ${actual}`, 1);
      const wanted = text(context, 'resourceVersion');
      if (wanted !== '' && wanted !== object.metadata.resourceVersion) {
        throw new UserError(
          `Expected resource version to be ${wanted}, was ${object.metadata.resourceVersion ?? ''}`,
          1,
        );
      }
      const stored =
        actual === replicas
          ? object
          : updateObject(tx, { ...object, spec: { ...spec, replicas } }, { fieldManager: 'kubectl', through: 'scale' });
      results.done(stored, 'scaled');
    },
    { nothing: 'no objects passed to scale' },
  );
};

function numeric(context: CommandContext, name: string): number | undefined {
  const given = text(context, name);
  if (given === '') return undefined;
  if (/^[+-]?\d+$/.test(given)) return Number(given);
  const flagName = name === 'replicas' ? 'replicas' : 'current-replicas';
  const detail = `strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`;
  throw new UserError(`invalid argument ${JSON.stringify(given)} for "--${flagName}" flag: ${detail}`, 1);
}
