import { createHash } from 'node:crypto';
import type { Resource } from '../../../api/resource.ts';
import { groupVersions } from '../discovery/documents.ts';
import { absentIn } from '../http/absent-kinds.ts';
import { resourcesOf } from '../http/route.ts';
import { SchemaCollection } from './schemas.ts';

/** The OpenAPI v3 document of a group and version, and the mark under which clients keep it. */
export interface OpenApiDocument {
  readonly text: string;
  readonly hash: string;
}

const known = new Map<string, OpenApiDocument>();

/** GET /openapi/v3: where each document is. */
export function openApiRoot(): Record<string, unknown> {
  const paths = groupVersions().map((groupVersion) => {
    const place = `${groupVersion.includes('/') ? 'apis' : 'api'}/${groupVersion}`;
    return [place, { serverRelativeURL: `/openapi/v3/${place}?hash=${openApiDocument(groupVersion).hash}` }] as const;
  });
  return { paths: Object.fromEntries(paths) };
}

/** Written once, from the tables of fields, when first asked for. */
export function openApiDocument(groupVersion: string): OpenApiDocument {
  let found = known.get(groupVersion);
  if (!found) {
    const text = `${JSON.stringify(documentOf(groupVersion))}\n`;
    found = { text, hash: createHash('sha512').update(text).digest('hex').toUpperCase() };
    known.set(groupVersion, found);
  }
  return found;
}

function documentOf(groupVersion: string): Record<string, unknown> {
  const group = groupVersion.includes('/') ? (groupVersion.split('.')[0]?.split('/')[0] ?? '') : 'core';
  const prefix = groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`;
  const collection = new SchemaCollection(group);
  const paths: Record<string, unknown> = {};
  for (const of of resourcesOf(groupVersion) ?? []) {
    const served = groupVersion.includes('/') ? { ...of, group: groupVersion.split('/')[0] ?? '' } : of;
    const name = collection.add(served);
    const gvk = { group: served.group, kind: of.kind, version: of.version };
    const base = of.namespaced ? `${prefix}/namespaces/{namespace}/${of.plural}` : `${prefix}/${of.plural}`;
    paths[base] = { get: operation('list', gvk, name, of), post: operation('post', gvk, name, of, WRITING) };
    paths[`${base}/{name}`] = {
      get: operation('get', gvk, name, of),
      put: operation('put', gvk, name, of, WRITING),
      patch: operation('patch', gvk, name, of, [...WRITING, 'force']),
      delete: operation('delete', gvk, name, of, ['dryRun']),
    };
    if (of.namespaced) paths[`${prefix}/${of.plural}`] = { get: operation('list', gvk, name, of) };
  }
  // kubectl checks nothing of these by itself if it finds that the server does.
  for (const of of absentIn(groupVersion)) {
    const gvk = { group: of.group, kind: of.kind, version: of.version };
    const base = of.namespaced ? `${prefix}/namespaces/{namespace}/${of.plural}` : `${prefix}/${of.plural}`;
    paths[`${base}/{name}`] = { patch: operation('patch', gvk, '', of, [...WRITING, 'force']) };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1' },
    paths,
    components: { schemas: collection.schemas },
  };
}

const WRITING = ['dryRun', 'fieldManager', 'fieldValidation'];

function operation(
  action: string,
  gvk: Record<string, string>,
  schema: string,
  of: Resource,
  parameters: readonly string[] = [],
): Record<string, unknown> {
  const content = schema === '' ? {} : { schema: { $ref: `#/components/schemas/${schema}` } };
  return {
    operationId: `${action}${of.kind}`,
    parameters: parameters.map((name) => ({
      name,
      in: 'query',
      schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
    })),
    responses: { '200': { description: 'OK', content: { 'application/json': content } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
  };
}
