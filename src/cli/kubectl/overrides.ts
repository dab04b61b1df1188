import { decodeObject } from '../../api/decode.ts';
import type { KubeObject } from '../../api/meta.ts';
import { jsonPatched } from '../../cluster/patch/json-patch.ts';
import { isObject } from '../../cluster/patch/json-value.ts';
import { shapeOf } from '../../cluster/patch/merge-keys.ts';
import { mergePatched } from '../../cluster/patch/merge-patch.ts';
import { strategicPatched } from '../../cluster/patch/strategic-patch.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { text } from './options.ts';

/**
 * The object with --overrides applied, before it is sent; fields that its kind does not have are dropped on the way.
 * Behaviour: kubectl's OverrideOptions. Throws UserError.
 */
export function overridden(context: CommandContext, object: KubeObject): KubeObject {
  const overrides = text(context, 'overrides');
  if (overrides === '') return object;
  const patched = patchedBy(object, overrides, text(context, 'overrideType') || 'merge');
  const decoded = decodeObject(patched, patched.kind);
  if (decoded?.error !== undefined) throw new UserError(decoded.error, 1);
  return (decoded?.object as KubeObject | undefined) ?? patched;
}

function patchedBy(object: KubeObject, overrides: string, type: string): KubeObject {
  const patch = parsed(overrides);
  if (type === 'json') return jsonPatched(object, patch) as KubeObject;
  if (type !== 'merge' && type !== 'strategic') throw new UserError(`invalid override type: ${type}`, 1);
  if (!isObject(patch)) throw new UserError('Invalid JSON Patch', 1);
  if (type === 'merge') return mergePatched(object, patch) as KubeObject;
  return strategicPatched(object, patch, shapeOf(object.kind)) as KubeObject;
}

function parsed(overrides: string): unknown {
  try {
    return JSON.parse(overrides);
  } catch {
    throw new UserError('Invalid JSON Patch', 1);
  }
}
