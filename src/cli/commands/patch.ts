import { fields, type Fields } from '../../api/go-value.ts';
import type { KubeObject } from '../../api/meta.ts';
import { jsonPatched } from '../../cluster/patch/json-patch.ts';
import { mergePatched } from '../../cluster/patch/merge-patch.ts';
import { scaleOf, updateScale } from '../../cluster/scale.ts';
import { checkSubresource, subresourceOf } from '../kubectl/subresource.ts';
import type { PatchType } from '../../cluster/patch.ts';
import { badRequestError } from '../../cluster/refusals.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { readText } from '../read-file.ts';
import { dryRunOf } from '../kubectl/dry-run.ts';
import { text } from '../kubectl/options.ts';
import { requestPatch } from '../kubectl/requests.ts';
import { changeSelected } from '../kubectl/selected.ts';
import { jsonProblem } from '../kubectl/go-json.ts';

const TYPES: readonly string[] = ['json', 'merge', 'strategic'];

export const run: Run = async (context) => {
  const type = text(context, 'type') || 'strategic';
  if (!TYPES.includes(type.toLowerCase())) {
    throw new UserError(`--type must be one of [${TYPES.join(' ')}], not ${JSON.stringify(type)}`, 1);
  }
  const patchText = patchOf(context);
  const written = await asJson(patchText);
  const subresource = subresourceOf(context);
  await changeSelected(context, context.args, (tx, { of, object }, results) => {
    const ref = { plural: of.plural, namespace: object.metadata.namespace ?? '', name: object.metadata.name };
    const patch = parsed(written);
    if (subresource !== undefined) {
      checkSubresource(of, subresource);
      if (subresource === 'scale') {
        const scaled = updateScale(tx, ref, (scale) => patchedScale(scale, patch, type), 'kubectl-patch');
        results.done(scaleOf(scaled), scaled === object ? 'patched (no change)' : 'patched');
        return;
      }
    }
    const stored = requestPatch(context, tx, ref, {
      patch,
      type: type.toLowerCase() as PatchType,
      ...(subresource === undefined ? {} : { subresource }),
    });
    results.done(stored, stored === object ? 'patched (no change)' : 'patched');
  });
  void dryRunOf(context);
};

/** A strategic patch of a scale does what a merge patch does: it has no lists. */
function patchedScale(scale: KubeObject, patch: unknown, type: string): Fields {
  if (type.toLowerCase() === 'json') return fields(jsonPatched(scale, patch));
  return fields(mergePatched(scale, patch));
}

function patchOf(context: CommandContext): string {
  const [inline, file] = [text(context, 'patch'), text(context, 'patchFile')];
  if (inline === '' && file === '') {
    throw new UserError('must specify --patch or --patch-file containing the contents of the patch', 1);
  }
  if (inline !== '' && file !== '') throw new UserError('cannot specify --patch and --patch-file together', 1);
  if (file === '') return inline;
  try {
    return readText(file);
  } catch {
    throw new UserError(`unable to read patch file: open ${file}: no such file or directory`, 1);
  }
}

/** A patch may be written in YAML; what begins with a brace is sent as it is. */
async function asJson(patch: string): Promise<string> {
  if (patch.trimStart().startsWith('{')) return patch;
  const { parse } = await import('yaml');
  try {
    return JSON.stringify(parse(patch, { maxAliasCount: 100 }));
  } catch {
    throw new UserError(`unable to parse ${JSON.stringify(patch)}: yaml: did not find expected node content`, 1);
  }
}

function parsed(patch: string): unknown {
  try {
    return JSON.parse(patch);
  } catch {
    throw badRequestError(jsonProblem(patch));
  }
}
