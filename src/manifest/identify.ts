import { fields, isFields } from '../api/go-value.ts';
import type { KubeObject } from '../api/meta.ts';
import { apiVersionOf, resourceOfKind, RESOURCES, type Resource } from '../api/resource.ts';
import type { ManifestDocument } from './document.ts';
import { ManifestError } from './manifest-error.ts';
import { nearestField } from './nearest-field.ts';

/**
 * The document's object, once it is known to be one: has an apiVersion and a kind, and metadata of the right types. Throws
 * ManifestError with what kubectl says before it asks the API server.
 */
export function objectOf(document: ManifestDocument): KubeObject {
  const { value, file } = document;
  if (!isFields(value)) throw unvalidated(document, 'invalid object to validate', '');
  for (const field of ['apiVersion', 'kind'] as const) {
    const found = value[field];
    if (found === undefined || found === null || found === '') throw unvalidated(document, `${field} not set`, '');
    if (typeof found !== 'string') throw unvalidated(document, `${field} isn't string type`, field);
  }
  const problem = metadataProblem(value['metadata']);
  if (problem) {
    const [path, text] = problem;
    throw at(document, path, `unable to decode "${file}": ${text}`, text);
  }
  return { ...value, metadata: fields(value['metadata']) } as unknown as KubeObject;
}

/** The resource of a document's kind and version. Throws ManifestError (`no matches for kind ...`) if there is none. */
export function resourceOfDocument(document: ManifestDocument, object: KubeObject): Resource {
  const { apiVersion, kind, metadata } = object;
  const found = resourceOfKind(kind) ?? RESOURCES.find((one) => one.kind.toLowerCase() === kind);
  if (found && apiVersionOf(found) === apiVersion) return found;
  const message =
    `resource mapping not found for name: ${JSON.stringify(metadata.name ?? '')} ` +
    `namespace: ${JSON.stringify(metadata.namespace ?? '')} from "${document.file}": ` +
    `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`;
  const near = found ? `${found.kind} is ${apiVersionOf(found)}` : `kubesim keeps no ${kind} of ${apiVersion}`;
  throw at(document, found ? 'apiVersion' : 'kind', message, near);
}

/** Whether a document configures the cluster itself: kubeadm's, kubelet's and kube-proxy's own kinds. */
export function isClusterConfiguration(value: unknown): boolean {
  const { apiVersion } = fields(value);
  return typeof apiVersion === 'string' && CONFIGURATION.test(apiVersion);
}

/** Whether a document is an expectation file of `kubesim check`, which may lie beside manifests: it is no object of a cluster. */
export function isTrafficTest(value: unknown): boolean {
  const { apiVersion, kind } = fields(value);
  return kind === 'TrafficTest' && typeof apiVersion === 'string' && apiVersion.startsWith('kubesim.dev/');
}

const CONFIGURATION = /^(?:kubeadm|kubelet\.config|kubeproxy\.config)\.k8s\.io\/v[0-9a-z]+$/;

function unvalidated(document: ManifestDocument, problem: string, path: string): ManifestError {
  const message =
    `error validating "${document.file}": error validating data: ${problem}; ` +
    'if you choose to ignore these errors, turn validation off with --validate=false';
  return at(document, path, message, problem);
}

function at(document: ManifestDocument, path: string, message: string, expected: string): ManifestError {
  const { line, column } = nearestField(document, path);
  return new ManifestError(message, document.file, line, column, path === '' ? expected : `${path}: ${expected}`);
}

/** What kubectl's own decoding of the metadata refuses: the field and encoding/json's words. */
function metadataProblem(metadata: unknown): [path: string, text: string] | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (!isFields(metadata)) {
    return [
      'metadata',
      `json: cannot unmarshal ${jsonKind(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`,
    ];
  }
  for (const field of ['name', 'namespace', 'generateName', 'uid', 'resourceVersion'] as const) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== 'string') return wrong(field, value, 'string');
  }
  for (const field of ['labels', 'annotations'] as const) {
    const value = metadata[field];
    if (value === undefined || value === null) continue;
    if (!isFields(value)) return wrong(field, value, 'map[string]string');
    const bad = Object.values(value).find((entry) => entry !== null && typeof entry !== 'string');
    if (bad !== undefined) return wrong(field, bad, 'string');
  }
  return undefined;
}

function wrong(field: string, value: unknown, type: string): [string, string] {
  const text = `json: cannot unmarshal ${jsonKind(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
  return [`metadata.${field}`, text];
}

function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
