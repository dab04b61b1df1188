import { explained, type Explanation } from '../../api/explain.ts';
import { resourceOfKind, type Resource } from '../../api/resource.ts';
import { UserError } from '../../net/user-error.ts';
import { explainHeading, explainText } from '../../render/kubectl/explain/text.ts';
import type { CommandContext, Run } from '../command.ts';
import { flag } from '../kubectl/options.ts';
import { resourceType } from '../kubectl/resource-type.ts';
import type { ServedResource } from '../../api/served.ts';

export const run: Run = (context) => {
  const { args, io } = context;
  if (args.length === 0) {
    const list = 'Use "kubesim api-resources" for a complete list of supported resources.';
    throw new UserError(`You must specify the type of resource to explain. ${list}`, 1);
  }
  if (args.length > 1) throw new UserError('We accept only this format: explain RESOURCE', 1);
  const [type = '', ...path] = (args[0] ?? '').split('.');
  const served = typeOf(context, type);
  if (!served) return Promise.resolve(1);
  const of = resourceOfKind(served.kind);
  const explanation = of && explanationOf(context, of, path);
  if (!of || !explanation) throw new UserError(`kubesim keeps no ${served.kind} objects and cannot explain them`, 1);
  io.out(explainText(of, explanation, flag(context, 'recursive')));
  return Promise.resolve(0);
};

/** Here alone kubectl complains without `error: `. */
function typeOf({ io }: CommandContext, type: string): ServedResource | undefined {
  try {
    return resourceType(type);
  } catch (problem) {
    io.err(`${(problem as Error).message}\n`);
    return undefined;
  }
}

function explanationOf({ io }: CommandContext, of: Resource, path: readonly string[]): Explanation | undefined {
  try {
    return explained(of.kind, path);
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    io.out(explainHeading(of));
    throw new UserError(`field "${problem.message}" does not exist`, 1);
  }
}
