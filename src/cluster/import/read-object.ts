import { decodeObject } from '../../api/decode.ts';
import { fieldErrorText, notSupported } from '../../api/field-error.ts';
import { fields, items, text } from '../../api/go-value.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Resource } from '../../api/resource.ts';
import { withZeroValues } from '../../api/zero-values.ts';
import type { ManifestDocument } from '../../manifest/document.ts';
import { ManifestError } from '../../manifest/manifest-error.ts';
import { nearestField } from '../../manifest/nearest-field.ts';
import { withoutNulls } from './nulls.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/**
 * The object of a dump as a Go client would have it in hand: what people took out of it is the zero value. Fields that its kind
 * does not have stay (a dump from another version). Throws ManifestError for one without a name, for values of a wrong type and for a
 * Service's protocol that no rule could name: no API server can have written them.
 */
export function readObject(object: KubeObject, of: Resource, document: ManifestDocument): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  if (!metadata.name) throw unreadable(document, of, 'metadata.name', 'resource name may not be empty');
  if (of.namespaced && !metadata.namespace) metadata.namespace = 'default';
  const given: KubeObject = withoutNulls({ ...object, metadata: metadata as KubeObject['metadata'] });
  const error = decodeObject(given, of.kind)?.error;
  if (error !== undefined)
    throw unreadable(document, of, /Go struct field \w*\.(\S+) of type/.exec(error)?.[1] ?? '', error);
  const ports = of.kind === 'Service' ? items(fields(given['spec'])['ports']) : [];
  for (const [i, port] of ports.entries()) {
    const protocol = text(fields(port)['protocol']);
    if (protocol === '' || PROTOCOLS.includes(protocol.toUpperCase())) continue;
    const path = `spec.ports[${i}].protocol`;
    throw unreadable(document, of, path, fieldErrorText(notSupported(path, protocol, PROTOCOLS)));
  }
  return withZeroValues(given, of.kind);
}

function unreadable(document: ManifestDocument, of: Resource, path: string, problem: string): ManifestError {
  const { line, column } = nearestField(document, path);
  const message = `unable to decode "${document.file}": ${problem}`;
  return new ManifestError(message, document.file, line, column, path === '' ? of.kind : path);
}
