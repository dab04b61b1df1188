import { emptyCluster } from '../../cluster/cluster.ts';
import { importDocuments } from '../../cluster/import.ts';
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
    const overrides = overridesOf(tx.config, globals);
    if (overrides) tx.configure(overrides);
    summary = `${imported} objects imported${skippedText(skipped)}\n`;
    return tx.commit();
  });
  io.out(summary);
  report(context, problems);
};

function skippedText(skipped: ReadonlyMap<string, number>): string {
  if (skipped.size === 0) return '';
  const list = [...skipped].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, count]) => `${count} ${kind}`);
  return `; left out, as Services do not depend on them: ${list.join(', ')}`;
}
