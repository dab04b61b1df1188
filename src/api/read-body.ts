import { decodeObject } from './decode.ts';
import type { KubeObject } from './meta.ts';
import { cannotHandle, strictDetail } from './refused-text.ts';
import type { Resource } from './resource.ts';

/** What a request wants done about fields that the kind does not have: the `fieldValidation` parameter. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface ReadOptions {
  /** kubectl asks for Strict; a request that does not say gets Warn. */
  readonly fieldValidation?: FieldValidation;
  /** kubectl sends fields sorted by name; the order decides which fault is named first. */
  readonly order?: 'sorted' | 'written';
  /** Paths of keys that stand twice in the text: only the reader of the text can know. */
  readonly repeated?: readonly string[];
}

/** The object as the API server would keep it, or the message of its 400 BadRequest. */
export type Body = { readonly object: KubeObject; readonly warnings: readonly string[] } | { readonly refused: string };

/**
 * Reads a request's parsed body as an object of a resource: wrong types and, if asked, unknown fields are refused in the API
 * server's words; what remains has known fields alone, without empty ones.
 */
export function readBody(value: KubeObject, of: Resource, options: ReadOptions = {}): Body {
  const { fieldValidation = 'Strict', order = 'sorted', repeated = [] } = options;
  const decoded = decodeObject(value, of.kind, order);
  if (!decoded) return { object: value, warnings: [] };
  if (decoded.error !== undefined) return { refused: cannotHandle(of.kind, of.kind, of.version, decoded.error) };
  const faults = decoded.unknown.length + repeated.length;
  if (faults === 0 || fieldValidation === 'Ignore') return { object: decoded.object, warnings: [] };
  if (fieldValidation === 'Strict') {
    return { refused: cannotHandle(of.kind, of.kind, of.version, strictDetail(decoded.unknown, repeated)) };
  }
  const warnings = [
    ...repeated.map((path) => `duplicate field "${path}"`),
    ...decoded.unknown.map((path) => `unknown field "${path}"`),
  ];
  return { object: decoded.object, warnings };
}
