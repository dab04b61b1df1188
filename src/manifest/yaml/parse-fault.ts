import type { YAMLParseError } from 'yaml';

/** A parser's complaint in go-yaml's words. */
export interface ParseFault {
  /** `line 4: did not find expected key`; the line counts from the beginning of the document, as kubectl's messages do */
  readonly problem: string;
  readonly offset: number;
  /** What was expected, for the person. */
  readonly expected: string;
}

type Words = readonly [text: string, lineShift: number];

/** go-yaml's parser reports the line before the one where it stopped; its scanner the very line. */
const SCANNER = 0;
const PARSER = -1;

const KEY: Words = ['did not find expected key', PARSER];
const TOKEN: Words = ['found character that cannot start any token', SCANNER];
const VALUE: Words = ['mapping values are not allowed in this context', SCANNER];
const FLOW_MAP: Words = ["did not find expected ',' or '}'", PARSER];
const FLOW_LIST: Words = ["did not find expected ',' or ']'", PARSER];
const STREAM_END: Words = ['found unexpected end of stream', SCANNER];

/** The fault for the first error that the `yaml` package found in a document. `lineOf` is 1-based. */
export function parseFault(error: YAMLParseError, lineOf: (offset: number) => number): ParseFault {
  const offset = error.pos[0];
  const expected = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
  const [text, shift] = wordsFor(error, expected);
  return { problem: `line ${Math.max(1, lineOf(offset) + shift)}: ${text}`, offset, expected };
}

function wordsFor(error: YAMLParseError, message: string): Words {
  switch (error.code) {
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return TOKEN;
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return VALUE;
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      if (/flow map/i.test(message)) return FLOW_MAP;
      if (/flow sequence|flow collection/i.test(message)) return FLOW_LIST;
      return /quote/i.test(message) ? STREAM_END : KEY;
    case 'BAD_DQ_ESCAPE':
      return ['found unknown escape character', SCANNER];
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
    case 'BAD_ALIAS':
      return ['did not find expected alphabetic or numeric character', SCANNER];
    default:
      return KEY;
  }
}
