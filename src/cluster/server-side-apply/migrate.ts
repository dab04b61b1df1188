import type { KubeObject } from '../../api/meta.ts';
import { LAST_APPLIED } from '../apply.ts';
import type { Transaction } from '../transaction.ts';
import { updateDecoded } from '../update.ts';
import { applyServerSide } from './index.ts';
import { decodedManagers, encodedManagers, type Manager } from './managers.ts';
import { fieldElement } from './path-element.ts';
import { migratedManagers } from './migrate-managers.ts';

const ANNOTATION = ['metadata', 'annotations', LAST_APPLIED].map(fieldElement);

/** The manager that only keeps kubectl's annotation alive. */
const KEEPER = 'kubectl-last-applied';

/**
 * What kubectl does after its first server-side apply of an object that client-side apply made: the annotation gets a manager
 * of its own (only where the applier is kubectl's usual one), and the fields of client-side apply become the applier's.
 * Returns the object and whether it has to be applied again, so that what it no longer says goes.
 */
export function migrateToServerSide(
  tx: Transaction,
  object: KubeObject,
  applier: string,
): { object: KubeObject; again: boolean } {
  const kept = applier === 'kubectl' ? withKeeper(tx, object) : object;
  const clientSide = ownersOfAnnotation(kept, 'Update').map(({ name }) => name);
  const managers = decodedManagers(kept.metadata.managedFields);
  if (!managers || clientSide.length === 0) return { object: kept, again: false };
  const managedFields = encodedManagers(migratedManagers(managers, [...new Set(clientSide)], applier));
  return { object: updateDecoded(tx, kept, { managedFields }), again: true };
}

function withKeeper(tx: Transaction, object: KubeObject): KubeObject {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  if (text === undefined || ownersOfAnnotation(object, 'Apply').length > 0) return object;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  const annotations = { [LAST_APPLIED]: text };
  const config = {
    apiVersion,
    kind,
    metadata: { name, annotations, ...(namespace === undefined ? {} : { namespace }) },
  };
  return applyServerSide(tx, config, { manager: KEEPER }).object;
}

function ownersOfAnnotation(object: KubeObject, operation: Manager['operation']): Manager[] {
  const managers = decodedManagers(object.metadata.managedFields);
  return [...(managers?.values() ?? [])].filter((one) => one.operation === operation && one.fields.has(ANNOTATION));
}
