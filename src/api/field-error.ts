import { goJson, goQuote, sortedKeys } from './go-value.ts';
import type { Resource } from './resource.ts';

/** The API's machine-readable cause types, with the words that stand for them in messages. */
const WORDS = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  InternalError: 'Internal error',
} as const;

export type FieldErrorType = keyof typeof WORDS;

/** One thing that is wrong with one field, as k8s.io/apimachinery's field.Error. */
export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.ports[0].port` */
  readonly field: string;
  /** The offending value; composites are printed as JSON. Types that never show a value leave it out. */
  readonly value?: unknown;
  readonly detail: string;
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, detail };
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, value, detail };
}

/** `supported` is listed in the order given: upstream sorts most of these lists, but not all. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
  return { type: 'FieldValueNotSupported', field, value, detail };
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, value, detail: '' };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, detail };
}

export function notFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, value, detail: '' };
}

export function tooLong(field: string, limit: number): FieldError {
  return { type: 'FieldValueTooLong', field, detail: `may not be more than ${limit} bytes` };
}

export function tooMany(field: string, actual: number, limit: number): FieldError {
  return { type: 'FieldValueTooMany', field, value: actual, detail: `must have at most ${limit} items` };
}

/** One `invalid` error for each message. */
export function invalidEach(field: string, value: unknown, messages: readonly string[]): FieldError[] {
  return messages.map((message) => invalid(field, value, message));
}

/** The text without the field's path: `Invalid value: 0: must be between 1 and 65535, inclusive`. */
export function fieldErrorBody(error: FieldError): string {
  const head = WORDS[error.type];
  const shown = showsValue(error) ? `${head}: ${valueText(error.value)}` : head;
  return error.detail === '' ? shown : `${shown}: ${error.detail}`;
}

/** `spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive`. */
export function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

function showsValue(error: FieldError): boolean {
  return (
    error.type !== 'FieldValueRequired' &&
    error.type !== 'FieldValueForbidden' &&
    error.type !== 'FieldValueTooLong' &&
    error.type !== 'InternalError'
  );
}

/** Kubernetes 1.33 and later: strings in Go's quotes, everything else as JSON. */
function valueText(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : goJson(value);
}

/** A value that Go holds in a map: its keys are printed sorted. */
export function mapValue(value: unknown): unknown {
  return value === undefined || value === null ? null : sortedKeys(value);
}

/** The data of an Invalid status (HTTP 422); cluster/ makes the StatusError of it. */
export interface InvalidStatus {
  readonly message: string;
  readonly details: {
    readonly name: string;
    readonly group?: string;
    readonly kind: string;
    readonly causes: readonly { reason: FieldErrorType; message: string; field: string }[];
  };
}

/** What the API server answers for these errors: apimachinery's errors.NewInvalid. */
export function invalidStatus(resource: Resource, name: string, errors: readonly FieldError[]): InvalidStatus {
  const qualified = resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
  const texts = [...new Set(errors.map(fieldErrorText))];
  const tail = texts.length === 0 ? '' : texts.length === 1 ? `: ${texts[0]}` : `: [${texts.join(', ')}]`;
  return {
    message: `${qualified} ${goQuote(name)} is invalid${tail}`,
    details: {
      name,
      ...(resource.group === '' ? {} : { group: resource.group }),
      kind: resource.kind,
      causes: errors.map((error) => ({ reason: error.type, message: fieldErrorBody(error), field: error.field })),
    },
  };
}
