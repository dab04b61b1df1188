import { documentOf, type ManifestDocument } from '../document.ts';
import { flattened } from '../flatten.ts';
import { LineIndex } from '../line-index.ts';
import { jsonError, ManifestError } from '../manifest-error.ts';
import type { Positions } from '../position.ts';
import { hasForbiddenKey, isTooDeep } from '../forbidden-keys.ts';
import { JsonFault, JsonScanner } from './scanner.ts';

const FORBIDDEN = 'the key "__proto__" is not allowed';

/** Reads one or more JSON values that follow each other. What could not be read is the error. */
export function readJson(text: string, file: string): { documents: ManifestDocument[]; error?: ManifestError } {
  const index = new LineIndex(text);
  try {
    const value: unknown = JSON.parse(text);
    return { documents: objectsOf(text, 0, value, file, index) };
  } catch (problem) {
    if (problem instanceof ManifestError) return { documents: [], error: problem };
  }
  const scanner = new JsonScanner(text);
  const documents: ManifestDocument[] = [];
  try {
    for (let at = scanner.space(0); at < text.length;) {
      const end = scanner.value(at);
      documents.push(...objectsOf(text, at, parsed(text.slice(at, end), at), file, index));
      at = scanner.space(end);
    }
    return { documents };
  } catch (problem) {
    if (problem instanceof ManifestError) return { documents, error: problem };
    const fault = problem instanceof JsonFault ? problem : new JsonFault('unexpected EOF', text.length);
    const { line, column } = index.place(fault.offset);
    return { documents, error: jsonError(file, fault.message, line, column, `this is not JSON: ${fault.message}`) };
  }
}

function parsed(text: string, at: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new JsonFault('invalid character in string escape code', at);
  }
}

function objectsOf(text: string, at: number, value: unknown, file: string, index: LineIndex): ManifestDocument[] {
  const offset = new JsonScanner(text).space(at);
  const refuse = (problem: string, expected: string): ManifestError => {
    const { line, column } = index.place(offset);
    return jsonError(file, problem, line, column, expected);
  };
  if (isTooDeep(value)) throw refuse('exceeded max depth', 'the value is nested too deeply');
  if (hasForbiddenKey(text, value)) throw refuse(FORBIDDEN, FORBIDDEN);
  const facts = { file, value, duplicates: [], start: () => index.place(offset) };
  return flattened(documentOf(facts, () => positionsOf(text, offset, index)));
}

function positionsOf(text: string, start: number, index: LineIndex): Positions {
  const found: Positions = {};
  new JsonScanner(text, (path, offset) => {
    const { line, column } = index.place(offset);
    found[path] = [line, column];
  }).value(start);
  return found;
}
