import { LAST_APPLIED } from '../../cluster/apply.ts';
import { UserError } from '../../net/user-error.ts';
import { jsonText } from '../../render/kubectl/json.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { Run } from '../command.ts';
import { findAll } from '../kubectl/find.ts';
import { queryOf, text } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { parseTargets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';

/** What `apply` was given last, from the annotation in which it keeps that. */
export const run: Run = async (context) => {
  const output = text(context, 'output') || 'yaml';
  if (output !== 'yaml' && output !== 'json') {
    throw new UserError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`, 1);
  }
  const { found, problems } = findAll(await openCluster(context), parseTargets(context.args), queryOf(context));
  report(context, problems);
  for (const object of found.flatMap(({ objects }) => objects)) {
    const last = object.metadata.annotations?.[LAST_APPLIED];
    if (last === undefined) {
      const { name } = object.metadata;
      throw new UserError(`no last-applied-configuration annotation found on resource: ${name}`, 1);
    }
    const value: unknown = JSON.parse(last);
    context.io.out(output === 'json' ? jsonText(value) : yamlText(value));
  }
};
