import type { Condition, KubeObject, ObjectMeta } from '../../api/meta.ts';
import { isObject } from '../patch/json-value.ts';
import { allocated } from './allocated.ts';
import { FieldSet } from './field-set.ts';
import { setFields } from './managed-form.ts';
import { encodedManagers, managerId, type ManagedFieldsEntry, type Manager } from './managers.ts';
import { ownable, withoutMeta } from './own-fields.ts';
import { fieldElement } from './path-element.ts';
import { managersOf } from './rest.ts';

/** Who writes the status of a kind's objects, where it is always the same. */
const STATUS_WRITERS: Readonly<Record<string, string | undefined>> = {
  daemonsets: 'kube-controller-manager',
  deployments: 'kube-controller-manager',
  nodes: 'kubelet',
  pods: 'kubelet',
  replicasets: 'kube-controller-manager',
};

/** `metadata.managedFields` as a client is shown it: with all fields, and with what controllers wrote into the status. */
export function shownManagers(object: KubeObject, plural: string): ManagedFieldsEntry[] {
  const managers = managersOf(object, plural);
  const status = statusManager(object, plural);
  if (!status) return encodedManagers(managers);
  const taken = [...managers.values()].reduce((all, { fields }) => all.union(fields), new FieldSet());
  const fields = status.fields.difference(taken);
  if (fields.isEmpty() || managers.has(managerId(status))) return encodedManagers(managers);
  return encodedManagers(new Map([...managers, [managerId(status), { ...status, fields }]]));
}

/** The object with the record that a client is shown. */
export function withManagers(object: KubeObject, plural: string): KubeObject {
  const managedFields = shownManagers(object, plural);
  const { managedFields: _, ...metadata } = object.metadata;
  if (managedFields.length === 0) return { ...object, metadata: metadata as ObjectMeta };
  return { ...object, metadata: { ...(metadata as ObjectMeta), managedFields } };
}

function statusManager(object: KubeObject, plural: string): Manager | undefined {
  const name = STATUS_WRITERS[plural];
  const { apiVersion, metadata, status } = object;
  if (name === undefined || !isObject(status)) return undefined;
  const all = withoutMeta(ownable(setFields(object), plural, 'status'));
  const inStatus = all.difference(all.without(STATUS));
  const time = lastTransition(status['conditions']) ?? metadata.creationTimestamp;
  return {
    name,
    operation: 'Update',
    apiVersion,
    subresource: 'status',
    ...(time ? { time } : {}),
    fields: plural === 'deployments' ? inStatus.union(all.intersection(allocated(all, plural))) : inStatus,
  };
}

const STATUS = FieldSet.of([fieldElement('status')]);

function lastTransition(conditions: unknown): string | undefined {
  if (!Array.isArray(conditions)) return undefined;
  const times = (conditions as Condition[]).map(({ lastTransitionTime }) => lastTransitionTime ?? '');
  return times.sort().at(-1) || undefined;
}
