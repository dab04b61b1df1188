import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WORKLOAD_DESCRIPTIONS } from '../../src/api/deployment/descriptions.ts';
import { ENDPOINT_SLICE_DESCRIPTIONS } from '../../src/api/endpoint-slice/descriptions.ts';
import { explained } from '../../src/api/explain.ts';
import { META_DESCRIPTIONS } from '../../src/api/meta-descriptions.ts';
import { NETWORK_POLICY_DESCRIPTIONS } from '../../src/api/network-policy/descriptions.ts';
import { POD_DESCRIPTIONS } from '../../src/api/pod/descriptions.ts';
import { RESOURCES } from '../../src/api/resource.ts';
import { fieldAt, schemaOf } from '../../src/api/schema.ts';
import { SERVICE_DESCRIPTIONS } from '../../src/api/service/descriptions.ts';

const COMMANDS = readFileSync(new URL('../recordings/general/commands.txt', import.meta.url), 'utf8');

/** The names, types and `-required-` marks that a recorded `kubectl explain` lists. */
function recordedFields(command: string): string[] {
  const block = COMMANDS.split(`$ kubectl explain ${command}\n`)[1]?.split('\n--- stderr')[0] ?? '';
  return block.split('\n').filter((line) => /^ {2}\w+\t</.test(line));
}

describe.each([
  ['service', 'Service', []],
  ['service.spec.ports', 'Service', ['spec', 'ports']],
  ['endpointslice.endpoints.conditions', 'EndpointSlice', ['endpoints', 'conditions']],
])('explain %s', (command, kind, path) => {
  it('lists the fields that a real API server lists', () => {
    const fields = explained(kind, path)?.fields ?? [];
    const lines = fields.map(({ name, type, required }) => `  ${name}\t<${type}>${required ? ' -required-' : ''}`);
    expect(lines).toEqual(recordedFields(command));
    expect(fields.filter(({ description }) => description === '')).toEqual([]);
  });
});

it('knows the values of a field, and which fields there are not', () => {
  expect(explained('Service', ['spec', 'type'])?.field).toMatchObject({
    type: 'string',
    values: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
  });
  expect(() => explained('Service', ['spec', 'nope'])).toThrow(new RangeError('nope'));
  expect(explained('Secret', [])).toBeUndefined();
});

it('describes no field that does not exist', () => {
  const tables: [string[], Record<string, string>][] = [
    [['Service'], { ...META_DESCRIPTIONS, ...SERVICE_DESCRIPTIONS }],
    [['EndpointSlice'], ENDPOINT_SLICE_DESCRIPTIONS],
    [['Pod', 'Deployment'], POD_DESCRIPTIONS],
    [['Deployment', 'ReplicaSet', 'DaemonSet'], WORKLOAD_DESCRIPTIONS],
    [['NetworkPolicy'], NETWORK_POLICY_DESCRIPTIONS],
  ];
  const isKnown = (kind: string, name: string, field: string | undefined): boolean => {
    try {
      const struct = schemaOf(kind)?.types.struct(name);
      return struct !== undefined && (field === undefined || struct.fields.has(field));
    } catch {
      return false;
    }
  };
  for (const [kinds, table] of tables) {
    const wrong = Object.keys(table).filter((key) => {
      const [name = '', field] = key.split('.');
      return !kinds.some((kind) => isKnown(kind, name, field));
    });
    expect(wrong).toEqual([]);
  }
});

it('has every field of every kind at hand', () => {
  for (const { kind } of RESOURCES) expect(explained(kind, [])?.fields.length).toBeGreaterThan(2);
});

it('tells protobuf numbers, merge keys and list keys', () => {
  const service = schemaOf('Service');
  const ports = service && fieldAt(service, ['spec', 'ports']);
  expect(ports).toMatchObject({ number: 1, mergeKey: 'port', listType: 'map', listKeys: ['port', 'protocol'] });
  const pod = schemaOf('Pod');
  expect(pod && fieldAt(pod, ['spec', 'containers', 'ports', 'hostIP'])).toMatchObject({ goName: 'HostIP', number: 5 });
  expect(pod && fieldAt(pod, ['spec', 'volumes'])).toMatchObject({ mergeKey: 'name', retainKeys: true });
});
