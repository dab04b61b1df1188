import type { StatusError } from '../../cluster/status-error.ts';
import type { ManifestDocument } from '../../manifest/document.ts';
import { nearestField } from '../../manifest/nearest-field.ts';

/**
 * `web.yaml:7:5: spec.ports[0].port`, a line for each field of a manifest that the API server refused: kubectl's own words
 * leave people to search for it. A refusal that names no field points at the object.
 */
export function refusedPlaces(document: ManifestDocument, problem: StatusError): string {
  const paths = refusedPaths(problem);
  const lines = (paths.length > 0 ? paths : ['']).map((path) => {
    const { line, column } = nearestField(document, path);
    return `${document.file}:${line}:${column}: ${path === '' ? objectName(document) : path}`;
  });
  return lines.join('\n');
}

function refusedPaths({ details, message }: StatusError): string[] {
  const causes = (details.causes ?? []).map(({ field }) => field);
  if (causes.length > 0) return unique(causes.filter((field) => !field.startsWith('[')));
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([, path]) => path ?? '');
  const mistyped = /Go struct field \w*\.(\S+) of type/.exec(message)?.[1];
  return unique([...unknown, ...(mistyped === undefined ? [] : [mistyped])]);
}

function objectName({ value }: ManifestDocument): string {
  const { kind, metadata } = value as { kind?: unknown; metadata?: { name?: unknown } };
  return [kind, metadata?.name].filter((word) => typeof word === 'string').join(' ');
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
