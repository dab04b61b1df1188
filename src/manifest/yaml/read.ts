import type * as Yaml from 'yaml';
import { documentOf, type Manifest, type ManifestDocument } from '../document.ts';
import { flattened } from '../flatten.ts';
import { LineIndex } from '../line-index.ts';
import { yamlError, type ManifestError } from '../manifest-error.ts';
import { FullReader } from './full.ts';
import { parseFault } from './parse-fault.ts';
import { readQuickly } from './quick.ts';
import { splitDocuments, type Stretch } from './split.ts';

/** Control characters and line breaks of old: nothing the quick reader would notice. */
// oxlint-disable-next-line no-control-regex
const UNUSUAL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]|\r(?!\n)/;

/** Reads a YAML stream. The `yaml` package is loaded only for documents that the quick reader leaves to it. */
export async function readYaml(text: string, file: string): Promise<Manifest> {
  const documents: ManifestDocument[] = [];
  const isPlain = !UNUSUAL.test(text);
  for (const stretch of splitDocuments(text)) {
    const quick = isPlain ? readQuickly(text, stretch, file) : undefined;
    if (quick) {
      for (const document of quick) documents.push(document);
      continue;
    }
    const result = readFully(await import('yaml'), text, stretch, file);
    if (!Array.isArray(result)) return { documents, error: result };
    for (const document of result) documents.push(document);
  }
  return { documents };
}

/** The objects of one document, or what is wrong with it. */
export function readFully(
  yaml: typeof Yaml,
  text: string,
  { from, to, line: firstLine }: Stretch,
  file: string,
): ManifestDocument[] | ManifestError {
  const own = text.slice(from, to);
  const index = new LineIndex(own);
  const refuse = (problem: string, offset: number, expected: string): ManifestError => {
    const { line, column } = index.place(offset);
    return yamlError(file, problem, firstLine + line, column, expected);
  };
  const control = /[^\t\n\r\x20-\x7e\x85\xa0-\ufffd]/.exec(own.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '  '));
  if (control) return refuse('control characters are not allowed', control.index, 'control characters are not allowed');
  try {
    const parsed = yaml.parseDocument(own, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const [error] = parsed.errors;
    if (error?.message.includes('call stack')) throw new RangeError(error.message);
    if (error) {
      const fault = parseFault(error, (offset) => index.place(offset).line);
      return refuse(fault.problem, fault.offset, fault.expected);
    }
    const reader = new FullReader(yaml, (offset) => {
      const { line, column } = index.place(offset);
      return [firstLine + line, column];
    });
    const { value, positions, duplicates } = reader.read(parsed);
    if (value === null) return [];
    const { line, column } = index.place(parsed.contents?.range?.[0] ?? 0);
    const facts = { file, value, duplicates, start: () => ({ line: firstLine + line, column }) };
    return flattened(documentOf(facts, () => positions));
  } catch (problem) {
    if (problem instanceof RangeError) return refuse('exceeded max depth', 0, 'the document is nested too deeply');
    if (problem instanceof Error && problem.name === 'YamlFault') {
      const { offset } = problem as Error & { offset: number };
      return refuse(problem.message, offset, problem.message);
    }
    throw problem;
  }
}
