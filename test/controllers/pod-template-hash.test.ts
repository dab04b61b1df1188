import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaulted } from '../../src/api/defaults.ts';
import type { Deployment } from '../../src/api/deployment/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { PodTemplateSpec } from '../../src/api/pod/type.ts';
import type { ReplicaSet } from '../../src/api/replica-set/type.ts';
import { goDump } from '../../src/controllers/pod-template-hash/go-dump.ts';
import { quantityOf, quantityText } from '../../src/api/quantity.ts';
import { STRUCTS_1_36 } from '../../src/controllers/pod-template-hash/go-structs-1.36.ts';
import { podTemplateHash } from '../../src/controllers/pod-template-hash/hash.ts';
import { RECORDINGS } from '../recordings/load-dump.ts';

const SCENES = ['affinity-policies', 'discovery', 'seed-nodeport', 'types'];

function dumped<T extends KubeObject>(version: string, scene: string, kind: string): T[] {
  const text = readFileSync(new URL(`${version}/${scene}/cluster.yaml`, RECORDINGS), 'utf8');
  return (parse(text) as { items: T[] }).items.filter((object) => object.kind === kind);
}

describe.each(['1.20', '1.36'])('ReplicaSets recorded from %s', (version) => {
  const sets = SCENES.flatMap((scene) =>
    dumped<ReplicaSet>(version, scene, 'ReplicaSet').map((set) => [`${scene} ${set.metadata.name}`, set] as const),
  );

  test.each(sets)('%s', (_, set) => {
    expect(podTemplateHash(set.spec.template, version)).toBe(set.metadata.labels?.['pod-template-hash']);
  });
});

/** One section of names.txt: what was hashed, as the real code printed it. */
interface Hashed {
  readonly title: string;
  readonly template: PodTemplateSpec;
  readonly hash: string;
  readonly collided: string;
  readonly text: string;
}

function recordedHashes(): Hashed[] {
  const all = readFileSync(new URL('general/names.txt', RECORDINGS), 'utf8');
  const part = all.slice(all.indexOf('==================== 6.'));
  return part
    .split(/^### \d+\. /m)
    .slice(1)
    .flatMap((section) => {
      const template = templateOf(section);
      const text = /^\(v1\.PodTemplateSpec\).*$/m.exec(section)?.[0];
      if (!template || !text) return [];
      const hash = /^pod-template-hash .*: (\S+)$/m.exec(section)?.[1] ?? '';
      const collided = /^same with collisionCount 1: (\S+)$/m.exec(section)?.[1] ?? '';
      return [{ title: section.split('\n')[0] ?? '', template, hash, collided, text }];
    });
}

function templateOf(section: string): PodTemplateSpec | undefined {
  const [title = ''] = section.split('\n');
  const recorded = /^recording (\S+), Deployment (\S+)\/(\S+)$/.exec(title);
  const created = /^kubectl create deployment (\S+) --image=(\S+?)(?: --port=(\d+))?$/.exec(title);
  if (recorded) {
    const [, scene = '', namespace, name] = recorded;
    const found = dumped<Deployment>('1.36', scene, 'Deployment').find(
      ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
    );
    return found?.spec.template;
  }
  const manifest = created
    ? createdDeployment(created[1] ?? '', created[2] ?? '', created[3])
    : (parse(section.slice(section.indexOf('apiVersion:'), section.indexOf('\ndeployment: '))) as Deployment);
  return defaulted(manifest).spec.template;
}

function createdDeployment(name: string, image: string, port?: string): Deployment {
  const ports = port === undefined ? {} : { ports: [{ containerPort: Number(port) }] };
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: image.split(':')[0] ?? '', image, ...ports }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: { selector: { matchLabels: labels }, template },
  };
}

describe('names.txt', () => {
  const recorded = recordedHashes();

  test.each(recorded.map((entry) => [entry.title, entry] as const))('%s', (_, { template, hash, collided, text }) => {
    expect(goDump('v1.PodTemplateSpec', template, STRUCTS_1_36)).toBe(text);
    expect(podTemplateHash(template, '1.36')).toBe(hash);
    expect(podTemplateHash(template, '1.36', 1)).toBe(collided);
  });

  test('has them all', () => expect(recorded.length).toBeGreaterThanOrEqual(12));
});

test('kubectl create deployment nginx --image=nginx gave 6799fc88d8 in 1.20', () => {
  const { template } = defaulted(createdDeployment('nginx', 'nginx')).spec;
  expect(podTemplateHash(template, '1.20')).toBe('6799fc88d8');
});

test.each([
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['100Mi', '100Mi'],
  ['2e3', '2e3'],
  ['3000', '3k'],
  ['0', '0'],
  ['0.0000000001', '1n'],
  ['512', '512'],
  ['x', undefined],
])('quantity %s is stored as %s', (text, canonical) => {
  const quantity = quantityOf(text);
  expect(quantity && quantityText(quantity)).toBe(canonical);
});

test('a template may hold anything without harm', () => {
  const template = JSON.parse(
    '{"metadata":{"labels":{"__proto__":"x","a":1}},"spec":{"containers":"no"}}',
  ) as PodTemplateSpec;
  expect(podTemplateHash(template, '1.36')).toMatch(/^[456789bcdf]{1,10}$/);
});
