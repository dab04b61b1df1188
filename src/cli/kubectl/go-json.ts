import { readJson } from '../../manifest/json/read.ts';

/** What Go's json.Unmarshal says about text that is no JSON: `unexpected end of JSON input`, `invalid character 'x' ...`. */
export function jsonProblem(text: string): string {
  const message = readJson(text, 'patch').error?.message ?? 'invalid JSON';
  return message.replace(/^error parsing patch: /, '').replace('unexpected EOF', 'unexpected end of JSON input');
}
