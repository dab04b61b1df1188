import type { KubeObject } from '../api/meta.ts';
import type { Resource } from '../api/resource.ts';
import type { ManifestDocument } from '../manifest/document.ts';
import { isClusterConfiguration, objectOf, resourceOfDocument } from '../manifest/identify.ts';
import { seededRandom } from '../net/random.ts';
import { emptyCluster, type Cluster } from './cluster.ts';
import { guessedConfig } from './import/config.ts';
import { recordHistory } from './import/history.ts';
import { inTodaysVersion } from './import/old-slices.ts';
import { readObject } from './import/read-object.ts';
import { slicesFromEndpoints } from './import/slices.ts';
import { transact, type Surroundings, type Transaction } from './transaction.ts';

export interface DumpObject {
  /** `services` */
  readonly plural: string;
  readonly object: KubeObject;
}

export interface ImportSummary {
  readonly imported: number;
  /** How many objects of which other kinds the dump holds; they are of no concern to Services and are left out. */
  readonly skipped: ReadonlyMap<string, number>;
}

/**
 * Puts the objects of a dump into the transaction's (empty) cluster as they are, status and all, and sets the cluster up as
 * they tell (see guessedConfig). What the dump lacks is not there, but for EndpointSlices where it carries Endpoints alone
 * (Kubernetes before 1.21 was dumped so): they say the same.
 */
export function importObjects(tx: Transaction, objects: readonly DumpObject[]): void {
  for (const { plural, object } of objects) tx.putVerbatim(plural, object);
  tx.configure(guessedConfig(tx));
  recordHistory(tx);
  if (tx.all('endpointslices').size === 0) slicesFromEndpoints(tx);
}

/**
 * The same for documents as the manifest readers give them, but for managedFields, which nothing here reads. Kinds we do not keep
 * are counted. Throws ManifestError.
 */
export function importDocuments(tx: Transaction, documents: readonly ManifestDocument[]): ImportSummary {
  const objects: DumpObject[] = [];
  const skipped = new Map<string, number>();
  for (const document of documents) {
    const object = inTodaysVersion(objectOf(document));
    const of = known(document, object);
    if (of) objects.push({ plural: of.plural, object: readObject(object, of, document) });
    else skipped.set(object.kind, (skipped.get(object.kind) ?? 0) + 1);
  }
  importObjects(tx, objects);
  return { imported: objects.length, skipped };
}

/** The cluster that a dump describes. Throws ManifestError for documents that are no objects. */
export function importDump(
  documents: readonly ManifestDocument[],
  surroundings: Surroundings = { now: 0, random: seededRandom('import') },
): Cluster {
  return transact(emptyCluster(), surroundings, (tx) => {
    importDocuments(tx, documents);
  });
}

function known(document: ManifestDocument, object: KubeObject): Resource | undefined {
  if (isClusterConfiguration(object)) return undefined;
  try {
    return resourceOfDocument(document, object);
  } catch {
    return undefined;
  }
}
