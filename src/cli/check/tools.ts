import { dirname, join } from 'node:path';
import type { CheckTools, Documents } from '../../check/tools.ts';
import { applyObject } from '../../cluster/apply.ts';
import { applyConfiguration } from '../../controllers/configuration/apply.ts';
import type { ManifestDocument } from '../../manifest/document.ts';
import { isClusterConfiguration, objectOf, resourceOfDocument } from '../../manifest/identify.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { importDump } from '../../cluster/import.ts';
import { rememberSource } from '../kubectl/infos.ts';
import { wrapped } from '../kubectl/problems.ts';
import { manifestsIn } from './test-files.ts';

/** Files, apply and import for checks: the functions that the commands of these names use. */
export const checkTools: CheckTools = {
  load: (paths, testFile) => manifestsIn(paths.map((path) => join(dirname(testFile), path))),
  apply: (tx, documents) => applyDocuments(tx, documents as readonly ManifestDocument[]),
  importDump: (documents: Documents) => importDump(documents as readonly ManifestDocument[]),
};

/** Cluster configuration first, then the objects in order, each with its place in its file. */
function applyDocuments(tx: Transaction, documents: readonly ManifestDocument[]): void {
  applyConfiguration(tx, documents.map(({ value }) => value).filter(isClusterConfiguration)); // prettier-ignore
  for (const document of documents) {
    if (isClusterConfiguration(document.value)) continue;
    const object = objectOf(document);
    const of = resourceOfDocument(document, object);
    const info = { of, object, file: document.file, document };
    try {
      rememberSource(tx, info, applyObject(tx, object).object);
    } catch (problem) {
      throw wrapped(problem, info, String);
    }
  }
}
