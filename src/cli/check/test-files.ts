import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestDocument } from '../../manifest/document.ts';
import { isTrafficTest } from '../../manifest/identify.ts';
import { nearestField } from '../../manifest/nearest-field.ts';
import { readManifest } from '../../manifest/read.ts';
import { readTrafficTest } from '../../check/read-test.ts';
import type { TrafficTest } from '../../check/traffic-test.ts';
import { UserError } from '../../net/user-error.ts';
import { readText } from '../read-file.ts';

const MANIFEST = /\.(ya?ml|json)$/;

/** The TrafficTests of files and folders (searched through and through), in order of their paths. Throws UserError where there is none. */
export async function findTests(paths: readonly string[]): Promise<TrafficTest[]> {
  const tests: TrafficTest[] = [];
  for (const path of paths) {
    const files = filesBelow(path);
    const before = tests.length;
    for (const file of files) tests.push(...(await testsIn(file, files.length === 1 && file === path)));
    if (tests.length === before) {
      throw new UserError(
        `${path} holds no TrafficTest`,
        2,
        'docs/checks.md shows how to write one; fixtures/ has examples',
      );
    }
  }
  return tests;
}

/** The manifest documents of files and folders (not their subfolders), as `apply -f` reads them, without TrafficTests. */
export async function manifestsIn(paths: readonly string[]): Promise<ManifestDocument[]> {
  const documents: ManifestDocument[] = [];
  for (const path of paths) {
    for (const file of entriesOf(path))
      documents.push(...(await documentsIn(file)).filter(({ value }) => !isTrafficTest(value)));
  }
  return documents;
}

async function testsIn(file: string, asked: boolean): Promise<TrafficTest[]> {
  const text = readable(file);
  if (!asked && !text.includes('TrafficTest')) return [];
  const documents =
    asked || /^kind:\s*["']?TrafficTest|"kind":\s*"TrafficTest"/m.test(text) ? await parsed(text, file) : [];
  return documents
    .filter(({ value }) => isTrafficTest(value))
    .map((document) => readTrafficTest(document.value, file, (path) => nearestField(document, path)));
}

async function documentsIn(file: string): Promise<readonly ManifestDocument[]> {
  return parsed(readable(file), file);
}

async function parsed(text: string, file: string): Promise<readonly ManifestDocument[]> {
  const { documents, error } = await readManifest(text, file);
  if (error) throw error;
  return documents;
}

function readable(file: string): string {
  try {
    return readText(file);
  } catch (problem) {
    if (problem instanceof UserError) throw problem;
    throw new UserError(`cannot read ${file}: ${(problem as Error).message}`);
  }
}

function filesBelow(path: string): string[] {
  if (!isFolder(path)) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => MANIFEST.test(name)).sort().map((name) => join(path, name)); // prettier-ignore
}

function entriesOf(path: string): string[] {
  if (!isFolder(path)) return [path];
  return readdirSync(path).filter((name) => MANIFEST.test(name)).sort().map((name) => join(path, name)); // prettier-ignore
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new UserError(`the path ${JSON.stringify(path)} does not exist`);
  return stats.isDirectory();
}
