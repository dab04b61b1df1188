import type { KubeObject } from '../../api/meta.ts';
import { fields } from '../../api/go-value.ts';
import { apiVersionOf, resourceOfKind, type Resource } from '../../api/resource.ts';
import type { ObjectSource } from '../../cluster/cluster.ts';
import { keyOf } from '../../cluster/cluster.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { ManifestDocument } from '../../manifest/document.ts';
import { isClusterConfiguration, isTrafficTest, objectOf, resourceOfDocument } from '../../manifest/identify.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { commaList, flag, namespaceOf } from './options.ts';
import { readManifestFiles } from './manifest-files.ts';
import { warn } from './problems.ts';
import { qualifiedName, resourceType } from './resource-type.ts';
import { SERVED } from '../../api/served.ts';

/** An object of a manifest with its namespace settled: kubectl's resource.Info. */
export interface Info {
  readonly of: Resource;
  readonly object: KubeObject;
  /** As given to -f; `STDIN`. */
  readonly file: string;
  readonly document: ManifestDocument;
}

export interface Infos {
  readonly infos: readonly Info[];
  /** Documents that configure the cluster itself (kubeadm's, kubelet's, kube-proxy's kinds). */
  readonly configuration: readonly ManifestDocument[];
  /** `serviceaccount/web`: real kinds of which kubesim keeps no objects. */
  readonly skipped: readonly string[];
  readonly problems: readonly unknown[];
}

/** What -f (with -R and -n) brings in. Like kubectl it goes on after a document that is none and tells about it at the end. */
export async function readInfos(context: CommandContext): Promise<Infos> {
  const names = commaList(context, 'filename');
  const { documents, problems } = await readManifestFiles(context, names, flag(context, 'recursive'));
  const found: Info[] = [];
  const wrong: unknown[] = [...problems];
  const configuration: ManifestDocument[] = [];
  const skipped: string[] = [];
  for (const document of documents) {
    try {
      if (isTrafficTest(document.value)) continue;
      if (isClusterConfiguration(document.value)) configuration.push(document);
      else if (isForeign(document)) skipped.push(foreignName(document));
      else found.push(infoOf(context, document));
    } catch (problem) {
      wrong.push(problem);
    }
  }
  return { infos: found, configuration, skipped, problems: wrong };
}

/** Kinds that a real API server has too: charts are full of them, and none of them moves a packet here. */
function isForeign({ value }: ManifestDocument): boolean {
  const { kind, apiVersion } = fields(value);
  return (
    SERVED.some((served) => served.kind === kind && served.apiVersion === apiVersion) && !resourceOfKind(String(kind))
  );
}

function foreignName({ value }: ManifestDocument): string {
  const { kind, metadata } = fields(value);
  return qualifiedName(resourceType(String(kind)), String(fields(metadata)['name'] ?? ''));
}

/** Tells what of the manifests is left out. */
export function warnOfSkipped(context: CommandContext, { skipped }: Infos): void {
  for (const name of skipped) warn(context, `${name} left out: kubesim keeps no objects of this kind`);
}

function infoOf(context: CommandContext, document: ManifestDocument): Info {
  const object = objectOf(document);
  const of = resourceOfDocument(document, object);
  return { of, object: inNamespace(context, of, object), file: document.file, document };
}

/** The request's namespace for objects without one; with -n the two must agree. */
function inNamespace(context: CommandContext, of: Resource, object: KubeObject): KubeObject {
  const { namespace: own } = object.metadata;
  if (!of.namespaced) {
    if (own === undefined) return object;
    const { namespace: _, ...metadata } = object.metadata;
    return { ...object, metadata: metadata as KubeObject['metadata'] };
  }
  const asked = context.globals.namespace;
  if (asked && own && own !== asked) {
    throw new UserError(
      `the namespace from the provided object "${own}" does not match the namespace "${asked}". ` +
        `You must pass '--namespace=${own}' to perform this operation.`,
      1,
    );
  }
  return own ? object : { ...object, metadata: { ...object.metadata, namespace: namespaceOf(context) } };
}

/** Remembers where the object was written, so that traces and complaints can point there. */
export function rememberSource(tx: Transaction, { of, document }: Info, stored: KubeObject): void {
  const { file, line, column } = document;
  const source: ObjectSource = { file, line, column, fields: document.positions() };
  tx.setSource(of.plural, keyOf(stored), source);
}

/** `Resource: "/v1, Resource=services", GroupVersionKind: "/v1, Kind=Service"` and name and namespace, as kubectl shows an object in errors. */
export function infoText({ of, object }: Pick<Info, 'of' | 'object'>): string {
  const [group, version] = of.group === '' ? ['', of.version] : apiVersionOf(of).split('/');
  const where = `${group ?? ''}/${version ?? ''}`;
  const { name, namespace } = object.metadata;
  return (
    `Resource: "${where}, Resource=${of.plural}", GroupVersionKind: "${where}, Kind=${of.kind}"\n` +
    `Name: ${JSON.stringify(name ?? '')}, Namespace: ${JSON.stringify(of.namespaced ? (namespace ?? '') : '')}`
  );
}
