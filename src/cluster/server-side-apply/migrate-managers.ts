import { managerId, type Managers } from './managers.ts';

/** kubectl's names of client-side writers become the server-side one's (client-go's csaupgrade). */
export function migratedManagers(managers: Managers, clientSide: readonly string[], applier: string): Managers {
  let current = [...managers];
  for (const name of clientSide) {
    const isClient = ([, entry]: (typeof current)[number]): boolean =>
      entry.name === name && entry.operation === 'Update' && entry.subresource === undefined;
    const clients = current.filter(isClient);
    const known = current.find(
      ([, entry]) => entry.name === applier && entry.operation === 'Apply' && entry.subresource === undefined,
    );
    const target = (known ?? clients[0])?.[1];
    if (!target || clients.length === 0) continue;
    const same = clients.find(([, { apiVersion }]) => apiVersion === target.apiVersion)?.[1];
    const next = {
      ...target,
      name: applier,
      operation: 'Apply' as const,
      fields: same ? target.fields.union(same.fields) : target.fields,
    };
    const id = managerId(next);
    current = [...current.filter((entry) => !isClient(entry) && entry[0] !== id), [id, next]];
  }
  return new Map(current);
}
