import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import { isFields, type Fields } from '../../../api/go-value.ts';
import { hasForbiddenKey, isTooDeep } from '../../../manifest/forbidden-keys.ts';
import { JsonScanner } from '../../../manifest/json/scanner.ts';
import type { ApiRequest } from './message.ts';

/** A request's body, read. */
export interface ReadBody {
  readonly value: unknown;
  /** Paths of keys that stood twice. */
  readonly repeated: readonly string[];
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const OBJECT_TYPES = ['application/json', 'application/yaml', PROTOBUF];

/** The object in a body, by its content type. Throws StatusError: 415 for a type that is not read, 400 for what cannot be. */
export async function readObjectBody(request: ApiRequest): Promise<ReadBody & { readonly value: Fields }> {
  const type = mediaType(request);
  if (!OBJECT_TYPES.includes(type)) throw unsupported(OBJECT_TYPES);
  const bytes = await request.body();
  if (bytes.length === 0) throw badRequestError('unexpected end of JSON input');
  const read =
    type === PROTOBUF
      ? { value: (await import('../protobuf/decode.ts')).decodeProtobuf(bytes), repeated: [] }
      : await parsed(bytes, type === 'application/yaml');
  if (!isFields(read.value)) {
    const found = Array.isArray(read.value) ? 'array' : read.value === null ? 'null' : typeof read.value;
    throw badRequestError(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  return { ...read, value: read.value };
}

/** The same where the body may be left out (DELETE): an empty object. */
export async function readOptionsBody(request: ApiRequest): Promise<Fields> {
  const bytes = await request.body();
  return bytes.length === 0 ? {} : (await readObjectBody(request)).value;
}

export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply';

const PATCH_TYPES: ReadonlyMap<string, PatchKind> = new Map([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

export async function readPatchBody(request: ApiRequest): Promise<ReadBody & { readonly kind: PatchKind }> {
  const kind = PATCH_TYPES.get(mediaType(request));
  if (!kind) throw unsupported([...PATCH_TYPES.keys(), 'application/apply-patch+cbor']);
  return { kind, ...(await parsed(await request.body(), kind === 'apply')) };
}

async function parsed(bytes: Buffer, yaml: boolean): Promise<ReadBody> {
  const text = utf8(bytes);
  if (yaml && !/^\s*\{/.test(text)) return parsedYaml(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    if (yaml) return parsedYaml(text);
    throw badRequestError(`error decoding request body: invalid JSON: ${(problem as Error).message}`);
  }
  if (isTooDeep(value)) throw badRequestError('error decoding request body: exceeded max depth');
  if (hasForbiddenKey(text, value)) throw badRequestError('the key "__proto__" is not allowed');
  return { value, repeated: repeatedKeys(text) };
}

async function parsedYaml(text: string): Promise<ReadBody> {
  const { readManifest } = await import('../../../manifest/read.ts');
  const { documents, error } = await readManifest(text, 'body');
  if (error) throw badRequestError(`error decoding YAML: ${error.message}`);
  const [document, ...others] = documents;
  if (!document || others.length > 0) throw badRequestError('error decoding YAML: one object is expected');
  return { value: document.value, repeated: document.duplicates };
}

function repeatedKeys(text: string): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  const scanner = new JsonScanner(text, (path) => {
    if (seen.has(path)) repeated.push(path);
    seen.add(path);
  });
  scanner.value(scanner.space(0));
  return repeated;
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequestError('error decoding request body: it is not UTF-8');
  }
}

function mediaType({ headers }: ApiRequest): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase() || 'application/json';
}

function unsupported(known: readonly string[]): StatusError {
  return new StatusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}`,
  );
}
