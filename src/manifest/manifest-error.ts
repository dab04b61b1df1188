import { UserError } from '../net/user-error.ts';

/** A manifest that cannot be read. The message is kubectl's; the hint says where and what was expected. */
export class ManifestError extends UserError {
  constructor(
    message: string,
    readonly file: string,
    /** 1-based */
    readonly line: number,
    /** 1-based */
    readonly column: number,
    expected: string,
  ) {
    super(message, 1, `${file}:${line}:${column}: ${expected}`);
  }
}

/** `error parsing web.yaml: error converting YAML to JSON: yaml: line 4: did not find expected key` */
export function yamlError(
  file: string,
  problem: string,
  line: number,
  column: number,
  expected: string,
): ManifestError {
  return new ManifestError(
    `error parsing ${file}: error converting YAML to JSON: yaml: ${problem}`,
    file,
    line,
    column,
    expected,
  );
}

/** `error parsing web.json: unexpected EOF` */
export function jsonError(
  file: string,
  problem: string,
  line: number,
  column: number,
  expected: string,
): ManifestError {
  return new ManifestError(`error parsing ${file}: ${problem}`, file, line, column, expected);
}
