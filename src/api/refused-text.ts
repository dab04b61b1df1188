import { isFields } from './go-value.ts';

/** What the API server says of a body it cannot read as the kind that the request is about (400 BadRequest). */
export function cannotHandle(given: string, expected: string, version: string, detail: string): string {
  return `${given} in version "${version}" cannot be handled as a ${expected}: ${detail}`;
}

/** The detail for unknown and repeated fields under strict validation: `strict decoding error: unknown field "spec.foo"`. */
export function strictDetail(unknown: readonly string[], repeated: readonly string[] = []): string {
  const faults = [
    ...repeated.map((path) => `duplicate field "${path}"`),
    ...unknown.map((path) => `unknown field "${path}"`),
  ];
  return `strict decoding error: ${faults.join(', ')}`;
}

/** The detail for a body whose kind the API group does not know under this spelling (`service`). */
export function notRegistered(kind: string, apiVersion: string): string {
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
}

/**
 * What kubectl finds wrong with a document before it asks any server: `apiVersion not set`, `kind isn't string type` ...
 * Empty if the document says what it is.
 */
export function typeMetaFaults(document: unknown): string[] {
  if (!isFields(document)) return ['invalid object to validate'];
  return ['apiVersion', 'kind'].flatMap((field) => {
    const value = document[field];
    if (value === undefined || value === null || value === '') return [`${field} not set`];
    return typeof value === 'string' ? [] : [`${field} isn't string type`];
  });
}

/** kubectl's message for the faults of typeMetaFaults, without the leading `error: `. */
export function typeMetaText(file: string, faults: readonly string[]): string {
  const shown = faults.length === 1 ? faults[0] : `[${faults.join(', ')}]`;
  const advice = 'if you choose to ignore these errors, turn validation off with --validate=false';
  return `error validating "${file}": error validating data: ${shown}; ${advice}`;
}

/** kubectl's message for a kind that no served API has, without the leading `error: `. */
export function noMatchText(
  object: { name: string; namespace: string; kind: string; apiVersion: string },
  file: string,
): string {
  const where = `name: "${object.name}" namespace: "${object.namespace}" from "${file}"`;
  const what = `no matches for kind "${object.kind}" in version "${object.apiVersion}"`;
  return `resource mapping not found for ${where}: ${what}\nensure CRDs are installed first`;
}
