import type { Manifest } from './document.ts';
import { readJson } from './json/read.ts';
import { ManifestError } from './manifest-error.ts';
import { readYaml } from './yaml/read.ts';

/** Characters of text that are still read: a dump of some 100,000 objects. */
const LONGEST = 256 * 1024 * 1024;

/**
 * Reads a manifest or dump: JSON or YAML, several documents, lists flattened. `file` is the name for messages and
 * positions (`STDIN` for standard input, as kubectl says). What cannot be read is `error`, a UserError with kubectl's
 * message and file, line and column; the documents before it are there. Never throws for any text.
 */
export async function readManifest(text: string, file: string, longest = LONGEST): Promise<Manifest> {
  if (text.length > longest) {
    const size = Math.ceil(text.length / 1024 / 1024);
    const message = `${file} is too large: ${size} MiB, at most ${Math.floor(longest / 1024 / 1024)} MiB are read`;
    return { documents: [], error: new ManifestError(message, file, 1, 1, 'split it into several files') };
  }
  if (!/^\ufeff?\s*[{[]/.test(text)) return readYaml(text, file);
  const json = readJson(text.replace(/^\ufeff/, ' '), file);
  if (!json.error || json.documents.length > 0 || /unexpected EOF|__proto__/.test(json.error.message)) return json;
  // A flow mapping begins like JSON too. If it is not even that, the complaint about JSON is the clearer one.
  const yaml = await readYaml(text, file);
  return yaml.error ? json : yaml;
}
