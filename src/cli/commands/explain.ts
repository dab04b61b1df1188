import { resourceOfKind } from '../../api/resource.ts';
import { UserError } from '../../net/user-error.ts';
import { explain } from '../../render/kubectl/explain/text.ts';
import type { Run } from '../command.ts';
import { flag } from '../kubectl/options.ts';
import { resourceType } from '../kubectl/resource-type.ts';

export const run: Run = ({ args, io, ...context }) => {
  if (args.length === 0) {
    const list = 'Use "kubesim api-resources" for a complete list of supported resources.';
    throw new UserError(`You must specify the type of resource to explain. ${list}`, 1);
  }
  if (args.length > 1) throw new UserError('We accept only this format: explain RESOURCE', 1);
  const [type = '', ...path] = (args[0] ?? '').split('.');
  let served;
  try {
    served = resourceType(type);
  } catch (problem) {
    io.err(`${(problem as Error).message}\n`);
    return Promise.resolve(1);
  }
  const of = resourceOfKind(served.kind);
  const explanation = of && explain(of, path, flag({ ...context, args, io }, 'recursive'));
  if (!explanation) throw new UserError(`kubesim keeps no ${served.kind} objects and cannot explain them`, 1);
  io.out(explanation.text);
  if (explanation.missing !== undefined) throw new UserError(`field "${explanation.missing}" does not exist`, 1);
  return Promise.resolve(0);
};
