import type { KubeObject } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import { warningsOf } from '../../api/warnings.ts';
import { createObject } from '../../cluster/create.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { admittedSpec } from '../../controllers/pod-admission.ts';
import type { CommandContext } from '../command.ts';
import { warn } from './problems.ts';

/** What the API server's admission adds to an object before it is stored. */
export function admit(object: KubeObject): KubeObject {
  if (object.kind === 'Pod') return { ...object, spec: admittedSpec((object as Pod).spec) };
  if (object.kind !== 'Namespace') return object;
  const labels = { 'kubernetes.io/metadata.name': object.metadata.name, ...object.metadata.labels };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** Creates an object as `kubectl create` asks the API server to, and tells its warnings. Throws StatusError. */
export function request(context: CommandContext, tx: Transaction, object: KubeObject): KubeObject {
  const stored = createObject(tx, object, { admit });
  warnAbout(context, stored);
  return stored;
}

export function warnAbout(context: CommandContext, object: KubeObject): void {
  for (const warning of warningsOf(object)) warn(context, warning);
}
