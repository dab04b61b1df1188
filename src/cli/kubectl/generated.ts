import { decodeObject } from '../../api/decode.ts';
import type { KubeObject } from '../../api/meta.ts';
import { resourceOfKind } from '../../api/resource.ts';
import { annotated } from '../../cluster/apply.ts';
import { UserError } from '../../net/user-error.ts';
import { typedJsonText } from '../../render/kubectl/json.ts';
import type { CommandContext } from '../command.ts';
import { changeCluster } from '../workspace.ts';
import { dryRunOf } from './dry-run.ts';
import { flag, namespaceOf } from './options.ts';
import { request } from './requests.ts';
import { resultsFor } from './result.ts';

/** The one NAME that `create deployment` and its like want. Throws UserError in kubectl's words. */
export function nameArgument(context: CommandContext, command: string): string {
  const { args } = context;
  const [name] = args;
  if (args.length === 1 && name) return name;
  throw new UserError(
    `exactly one NAME is required, got ${args.length}`,
    1,
    `See 'kubesim ${command} -h' for help and examples`,
  );
}

/**
 * Creates what flags describe: `service/web created`, with --dry-run=client only printed. `what` (`deployment`) stands in
 * `failed to create deployment: ...`; without it refusals stay as they are.
 */
export async function createGenerated(
  context: CommandContext,
  objects: readonly KubeObject[],
  { what, done = 'created', manager = 'kubectl-create' }: { what?: string; done?: string; manager?: string } = {},
): Promise<void> {
  const dryRun = dryRunOf(context);
  const results = await resultsFor(context, false, asGo);
  const placed = objects.map((object) => withNamespace(context, object, dryRun === 'client'));
  if (dryRun === 'client') for (const object of placed) results.done(object, done);
  else {
    await changeCluster(
      context,
      (tx) => {
        for (const object of placed) {
          try {
            results.done(request(context, tx, flag(context, 'saveConfig') ? annotated(object) : object, manager), done);
          } catch (problem) {
            throw what === undefined ? problem : new UserError(`failed to create ${what}: ${messageOf(problem)}`, 1);
          }
        }
      },
      { dryRun: dryRun !== 'none' },
    );
  }
  await results.print();
}

/** kubectl made these objects itself, so that -o json shows them in the order of Go's fields. */
function asGo(value: unknown): string {
  const object = value as KubeObject;
  return typedJsonText(decodeObject(object, object.kind)?.object ?? object);
}

/** Go's `%v` of the refusal, not kubectl's words for it. */
function messageOf(problem: unknown): string {
  if (!(problem instanceof Error) || problem.name !== 'StatusError') throw problem;
  return problem.message;
}

/** A client dry run shows the namespace only where one was asked for. */
function withNamespace(context: CommandContext, object: KubeObject, asGiven: boolean): KubeObject {
  if (!resourceOfKind(object.kind)?.namespaced || object.metadata.namespace) return object;
  if (asGiven && context.globals.namespace === undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace: namespaceOf(context) } };
}
