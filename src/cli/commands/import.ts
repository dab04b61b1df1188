import { emptyCluster } from '../../cluster/cluster.ts';
import { RESOURCES } from '../../api/resource.ts';
import { importDocuments } from '../../cluster/import.ts';
import { uuid } from '../../cluster/names.ts';
import { Transaction } from '../../cluster/transaction.ts';
import { adoptProxyConfigMap } from '../../controllers/configuration/proxy-config-map.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { addMissingEndpoints } from '../kubectl/dump-endpoints.ts';
import { readManifestFiles } from '../kubectl/manifest-files.ts';
import { commaList, flag } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { chanceFor, overridesOf } from '../workspace.ts';

/** The objects of a dump become the cluster, status and all; nothing else is in it. */
export const run: Run = async (context) => {
  const { store, io, globals } = context;
  const files = commaList(context, 'filename');
  if (files.length === 0) {
    const how = 'kubectl get nodes,ns,svc,endpointslices,pods,deploy,rs -A -o yaml > dump.yaml';
    throw new UserError('must specify -f', 2, how);
  }
  const { documents, problems } = await readManifestFiles(context, files, flag(context, 'recursive'));
  if (documents.length === 0 && problems.length === 0) throw new UserError('no objects passed to import', 1);
  let summary = '';
  await store.update(() => {
    const empty = emptyCluster();
    const tx = new Transaction(empty, chanceFor(empty, context));
    const { imported, skipped } = importDocuments(tx, documents);
    adoptProxyConfigMap(tx);
    addMissingEndpoints(tx);
    completeIdentities(tx);
    const overrides = overridesOf(tx.config, globals);
    if (overrides) tx.configure(overrides);
    summary = `${imported} objects imported${skippedText(skipped)}\n`;
    return tx.commit();
  });
  io.out(summary);
  report(context, problems);
};

/** Dumps that people tidied up lack uid and version, without which nothing could be changed or owned. */
function completeIdentities(tx: Transaction): void {
  for (const { plural } of RESOURCES) {
    for (const object of tx.all(plural).values()) {
      const { uid: known, resourceVersion } = object.metadata;
      if (known && resourceVersion) continue;
      const metadata = {
        ...object.metadata,
        uid: known || uuid(tx.random),
        resourceVersion: resourceVersion || String(tx.revision || 1),
      };
      tx.putVerbatim(plural, { ...object, metadata });
    }
  }
}

function skippedText(skipped: ReadonlyMap<string, number>): string {
  if (skipped.size === 0) return '';
  const list = [...skipped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`);
  return `; left out, as Services do not depend on them: ${list.join(', ')}`;
}
