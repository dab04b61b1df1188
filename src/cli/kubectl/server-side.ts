import type { KubeObject } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { CommandContext } from '../command.ts';
import { infoText, type Info } from './infos.ts';
import { withSource, wrapped } from './problems.ts';
import { request, requestPatch } from './requests.ts';

/**
 * `apply --server-side` by the one manager that a command line is: what the manifest says is merged into the object. Nobody
 * else's claims to fields are kept here, so there are no conflicts.
 */
export function applyServerSide(context: CommandContext, tx: Transaction, info: Info): KubeObject {
  const { of, object, file } = info;
  const { name, namespace = '' } = object.metadata;
  const ref = { plural: of.plural, namespace: of.namespaced ? namespace : '', name };
  const live = tx.get(ref.plural, ref.namespace, name);
  try {
    if (!live) return request(context, tx, object);
    return requestPatch(context, tx, ref, { patch: object, type: 'strategic', fieldValidation: 'Strict' });
  } catch (problem) {
    if (!live) throw withSource('creating', file, problem);
    throw wrapped(problem, (message) => `error when applying patch:\n${infoText(info)}\nfor: "${file}": ${message}`);
  }
}
