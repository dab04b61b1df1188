import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { defaulted } from '../../../src/api/defaults.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { resourceOfKind } from '../../../src/api/resource.ts';
import { LAST_APPLIED } from '../../../src/cluster/apply.ts';
import { requestBody } from '../../../src/cluster/body.ts';
import type { ManagedFieldsEntry } from '../../../src/cluster/server-side-apply/managers.ts';
import { recordUpdate } from '../../../src/cluster/server-side-apply/record.ts';
import { managersOf } from '../../../src/cluster/server-side-apply/rest.ts';

/** What a real API server (1.20) wrote down about `kubectl apply`, for every object of the recordings that was applied once. */
const FOLDER = new URL('../../recordings/1.20/', import.meta.url);

function appliedOnce(name: string): { object: KubeObject; entry: ManagedFieldsEntry }[] {
  const { items } = parse(readFileSync(new URL(`${name}/cluster.yaml`, FOLDER), 'utf8')) as { items: KubeObject[] };
  return items.flatMap((object) => {
    const entries = (object.metadata.managedFields ?? []) as ManagedFieldsEntry[];
    const entry = entries.find(({ manager }) => manager === 'kubectl-client-side-apply');
    return entry ? [{ object, entry }] : [];
  });
}

/** The request that kubectl sent: the configuration with itself as an annotation. */
function request({ metadata }: KubeObject): KubeObject {
  const text = metadata.annotations?.[LAST_APPLIED] ?? '';
  const sent = JSON.parse(text) as KubeObject;
  const annotations = { ...sent.metadata.annotations, [LAST_APPLIED]: text };
  return { ...sent, metadata: { ...sent.metadata, annotations } };
}

describe.each(['types', 'discovery', 'affinity-policies', 'seed-nodeport'])('%s', (name) => {
  const cases = appliedOnce(name);

  test('holds objects that kubectl applied', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  test.each(cases.map((one) => [`${one.object.kind}/${one.object.metadata.name}`, one] as const))(
    '%s',
    (_, { object, entry }) => {
      const of = resourceOfKind(object.kind);
      if (!of) throw new Error(`no resource ${object.kind}`);
      const body = defaulted(requestBody(request(object), of, 'Ignore'));
      const [found] = recordUpdate(undefined, body, { manager: entry.manager }, entry.time ?? '', of.plural);
      expect(found).toEqual({ ...entry, fieldsV1: inNewWords(entry, body) });
    },
  );
});

/**
 * Objects that controllers made, with what was noted about that, in later words: no status, owners as one value each, no
 * empty times.
 */
function controlled(name: string): { object: KubeObject; entry: ManagedFieldsEntry }[] {
  const { items } = parse(readFileSync(new URL(`${name}/cluster.yaml`, FOLDER), 'utf8')) as { items: KubeObject[] };
  return items.flatMap((object) => {
    const [entry] = (object.metadata.managedFields ?? []) as ManagedFieldsEntry[];
    if (!entry || entry.manager !== 'kube-controller-manager') return [];
    const { template } = (object['spec'] ?? {}) as { template?: { metadata: Record<string, unknown> } };
    if (template) delete template.metadata['creationTimestamp'];
    const { 'f:status': _, ...fieldsV1 } = entry.fieldsV1;
    const noted = JSON.stringify(fieldsV1).replace(/("k:\{\\"uid\\":[^}]*\}":)\{".":\{\}.*?\}\}/g, '$1{}');
    return [{ object, entry: { ...entry, fieldsV1: JSON.parse(noted) as ManagedFieldsEntry['fieldsV1'] } }];
  });
}

const made = ['types', 'discovery', 'affinity-policies', 'seed-nodeport'].flatMap(controlled);

test.each(made.map((one) => [`${one.object.kind}/${one.object.metadata.name}`, one] as const))(
  '%s is told to be made by a controller, without a record',
  (_, { object, entry }) => {
    const { managedFields: _record, ...metadata } = object.metadata;
    const plural = resourceOfKind(object.kind)?.plural ?? '';
    const found = [...managersOf({ ...object, metadata: metadata as KubeObject['metadata'] }, plural).values()];
    const fields = found.map((manager) => ({ manager: manager.name, fieldsV1: manager.fields.toJson() }));
    expect(fields).toEqual([{ manager: entry.manager, fieldsV1: entry.fieldsV1 }]);
  },
);

/** The recorded fields as 1.22 and later write them: new defaults, the selector of a Service as one value, no status. */
function inNewWords(entry: ManagedFieldsEntry, { kind, spec }: KubeObject): unknown {
  const { 'f:status': _status, ...fields } = entry.fieldsV1;
  if (kind === 'Namespace') {
    const labels = { '.': {}, 'f:kubernetes.io/metadata.name': {} };
    return { ...fields, 'f:metadata': { ...(fields['f:metadata'] as object), 'f:labels': labels } };
  }
  if (kind !== 'Service') return fields;
  const known = fields['f:spec'] as Record<string, unknown>;
  const { type, externalIPs, trafficDistribution } = spec as Record<string, unknown>;
  return {
    ...fields,
    'f:spec': {
      ...known,
      ...(known['f:selector'] ? { 'f:selector': {} } : {}),
      ...(type === 'ExternalName' ? {} : { 'f:internalTrafficPolicy': {} }),
      ...(externalIPs ? { 'f:externalTrafficPolicy': {} } : {}),
      ...(trafficDistribution ? { 'f:trafficDistribution': {} } : {}),
      ...(type === 'LoadBalancer' ? { 'f:allocateLoadBalancerNodePorts': {} } : {}),
    },
  };
}
