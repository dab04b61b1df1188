import { goQuote } from '../../api/go-value.ts';
import { StatusError } from '../status-error.ts';
import { managerId, type Manager } from './managers.ts';
import { pathText } from './path-element.ts';
import type { FieldConflict } from './updater.ts';

/** The API server's 409 for fields that others own (managedfields.NewConflictError), one cause a field. */
export function fieldConflictError(conflicts: readonly FieldConflict[]): StatusError {
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerText(manager)}`,
    field: pathText(path),
  }));
  return new StatusError(409, 'Conflict', messageOf(conflicts), { causes });
}

function messageOf(conflicts: readonly FieldConflict[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1) {
    return `Apply failed with 1 conflict: conflict with ${managerText(first.manager)}: ${pathText(first.path)}`;
  }
  const byManager = new Map<string, FieldConflict[]>();
  for (const conflict of conflicts) {
    const id = managerId(conflict.manager);
    byManager.set(id, [...(byManager.get(id) ?? []), conflict]);
  }
  const lines = [...byManager.values()].flatMap((group) => [
    ...group.slice(0, 1).map(({ manager }) => `conflicts with ${managerText(manager)}:`),
    ...group.map(({ path }) => `- ${pathText(path)}`),
  ]);
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}

function managerText({ name, operation, apiVersion, subresource }: Manager): string {
  const who = subresource === undefined ? goQuote(name) : `${goQuote(name)} with subresource ${goQuote(subresource)}`;
  return operation === 'Update' ? `${who} using ${apiVersion}` : who;
}
