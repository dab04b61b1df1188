import { isUtf8 } from 'node:buffer';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestDocument } from '../../manifest/document.ts';
import { yamlError } from '../../manifest/manifest-error.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { readBytes } from '../read-file.ts';

export interface ManifestFiles {
  readonly documents: readonly ManifestDocument[];
  /** What could not be read, in order. Documents of other files, and those before it in its own, are there. */
  readonly problems: readonly unknown[];
}

const EXTENSIONS = ['.json', '.yaml', '.yml'];

/**
 * Reads what -f names: files, folders (with `recursive` their subfolders), `-` for standard input; comma lists as pflag
 * has them. Throws UserError, before anything is read, for paths that do not exist and for URLs.
 */
export async function readManifestFiles(
  context: CommandContext,
  names: readonly string[],
  recursive: boolean,
): Promise<ManifestFiles> {
  const files = expanded(
    names.flatMap((name) => name.split(',')),
    recursive,
  );
  const { readManifest } = await import('../../manifest/read.ts');
  const documents: ManifestDocument[] = [];
  const problems: unknown[] = [];
  for (const file of files) {
    const text = file === '-' ? await context.io.readStdin() : readText(file);
    const manifest = await readManifest(text, file === '-' ? 'STDIN' : file);
    documents.push(...manifest.documents.filter(({ value }) => value !== null));
    if (manifest.error) problems.push(manifest.error);
  }
  return { documents, problems };
}

function expanded(names: readonly string[], recursive: boolean): string[] {
  const missing = names.filter((name) => name !== '-' && !isUrl(name) && !exists(name));
  if (missing.length > 1) throw new PathsError(missing.map((name) => `the path "${name}" does not exist`).join('\n'));
  if (missing[0] !== undefined) throw new UserError(`the path "${missing[0]}" does not exist`, 1);
  return names.flatMap((name) => {
    if (name === '-') return [name];
    if (isUrl(name)) {
      throw new UserError(
        `kubesim downloads nothing: ${name}`,
        1,
        `Fetch it and pass it on: curl -sSL ${name} | kubesim apply -f -`,
      );
    }
    if (!statSync(name).isDirectory()) return [name];
    const found = manifestsIn(name, recursive);
    if (found.length > 0) return found;
    throw new UserError(`error reading [${name}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`, 1);
  });
}

/** Several complaints, printed as they are. */
class PathsError extends Error {
  override readonly name = 'PlainError';
  readonly exitCode = 1;
}

/** In the order in which Go's filepath.Walk visits them. */
function manifestsIn(folder: string, recursive: boolean): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return recursive ? manifestsIn(path, recursive) : [];
    return EXTENSIONS.some((extension) => entry.name.endsWith(extension)) ? [path] : [];
  });
}

function readText(file: string): string {
  try {
    return textOf(readBytes(file), file);
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    if (code === 'EACCES') throw new UserError(`open ${file}: permission denied`, 1);
    throw problem;
  }
}

/** JSON's decoder puts U+FFFD where bytes are not UTF-8, go-yaml refuses them. */
function textOf(bytes: Buffer, file: string): string {
  const text = bytes.toString('utf8');
  if (isUtf8(bytes) || /^\s*\{/.test(text)) return text;
  const before = text.slice(0, text.indexOf('\ufffd')).split('\n');
  if (['fffe', 'feff'].includes(bytes.toString('hex', 0, 2))) {
    const way = `iconv -f UTF-16 -t UTF-8 ${file} | kubesim apply -f -`;
    throw yamlError(file, 'control characters are not allowed', 1, 1, `this is UTF-16, not UTF-8: ${way}`);
  }
  const expected = 'the file is not UTF-8 here';
  throw yamlError(file, 'invalid leading UTF-8 octet', before.length, (before.at(-1) ?? '').length + 1, expected);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isUrl(name: string): boolean {
  return /^https?:\/\//.test(name);
}
