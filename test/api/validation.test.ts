import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { decodeObject, metadataError } from '../../src/api/decode.ts';
import { defaulted } from '../../src/api/defaults.ts';
import { invalidStatus, type FieldError } from '../../src/api/field-error.ts';
import { fields } from '../../src/api/go-value.ts';
import { invalidText } from '../../src/api/invalid-text.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import {
  cannotHandle,
  noMatchText,
  notRegistered,
  strictDetail,
  typeMetaFaults,
  typeMetaText,
} from '../../src/api/refused-text.ts';
import { apiVersionOf, RESOURCES, resourceOfKind, type Resource } from '../../src/api/resource.ts';
import { validateClusterIPs } from '../../src/api/service/validate-cluster-ips.ts';
import { validateCreate } from '../../src/api/validation.ts';
import { warningsOf } from '../../src/api/warnings.ts';
import { recordedBlocks, type Block } from './validation-recording.ts';

/** Blocks whose outcome needs more than one object: allocators, what is there already, namespaces, files. */
const BEYOND_API = new Set(
  [
    [6, 170, 174], // names that kubectl needs before it asks
    [19, 23, 24, 28, 29, 34, 67, 68, 77], // allocators
    [22, 25, 26, 30, 115, 116, 126, 144, 178], // something was applied before
    [80, 81], // namespaces
    [162, 163, 164, 165, 166, 167, 175, 176, 177, 179, 180, 181, 182, 183, 184], // files
  ].flat(),
);

/** What kubectl prints when it applies this one document to an empty cluster, as far as api/ decides it. */
function printed(block: Block): string {
  const [document] = parseAllDocuments(block.manifest, { uniqueKeys: false, version: '1.1', merge: false });
  const value: unknown = document?.toJS();
  const faults = typeMetaFaults(value);
  if (faults.length > 0) return `error: ${typeMetaText(block.file, faults)}\n`;
  const given = fields(value) as Record<string, unknown>;
  const [apiVersion, kind] = [String(given['apiVersion']), String(given['kind'])];
  const wrongMetadata = metadataError(given);
  if (wrongMetadata) return `error: unable to decode "${block.file}": ${wrongMetadata}\n`;
  const resource = RESOURCES.find(
    (one) => one.kind.toLowerCase() === kind.toLowerCase() && apiVersionOf(one) === apiVersion,
  );
  if (!resource) {
    const name = String(fields(given['metadata'])['name'] ?? '');
    return `error: ${noMatchText({ name, namespace: '', kind, apiVersion }, block.file)}\n`;
  }
  const refused = (detail: string): string =>
    `Error from server (BadRequest): error when creating "${block.file}": ${cannotHandle(kind, resource.kind, resource.version, detail)}\n`;
  if (!resourceOfKind(kind)) return refused(notRegistered(kind, apiVersion));
  const decoded = decodeObject(given, kind);
  if (!decoded) throw new Error(`no schema for ${kind}`);
  if (decoded.error) return refused(decoded.error);
  if (decoded.unknown.length > 0) return refused(strictDetail(decoded.unknown));
  if (resource.namespaced) decoded.object.metadata.namespace ??= 'default';
  const object = defaulted(decoded.object);
  const errors = errorsOf(object);
  const warnings = warningsOf(object).map((warning) => `Warning: ${warning}\n`);
  return errors.length > 0 ? textOf(resource, object, errors) : warnings.join('');
}

function textOf(resource: Resource, object: KubeObject, errors: FieldError[]): string {
  return `${invalidText(invalidStatus(resource, object.metadata.name, errors).details)}\n`;
}

/** Allocation stands between two looks at a Service; here it always succeeds. */
function errorsOf(object: KubeObject): FieldError[] {
  if (object.kind !== 'Service') return validateCreate(object);
  const spec = fields(object['spec']) as Record<string, unknown>;
  if (spec['clusterIP'] && !spec['clusterIPs']) spec['clusterIPs'] = [spec['clusterIP']];
  const early = validateClusterIPs(object);
  if (early.length > 0) return early;
  if (!spec['clusterIP'] && spec['type'] !== 'ExternalName') {
    Object.assign(spec, { clusterIP: '10.96.1.1', clusterIPs: ['10.96.1.1'] });
  }
  return validateCreate(object);
}

describe('recorded refusals', () => {
  const blocks = recordedBlocks();
  const own = blocks.filter(({ number }) => !BEYOND_API.has(number));

  it('covers what one document alone decides', () => {
    expect(blocks).toHaveLength(184);
    expect(own).toHaveLength(184 - BEYOND_API.size);
  });

  it.each(own)('$number. $title', (block) => {
    expect(printed(block)).toBe(block.stderr);
  });
});
