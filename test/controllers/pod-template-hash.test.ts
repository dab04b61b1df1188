import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ReplicaSet } from '../../src/api/replica-set/type.ts';
import { podTemplateHash } from '../../src/controllers/pod-template-hash/hash.ts';

const RECORDINGS = join(import.meta.dirname, '..', 'recordings');
const SCENES = ['affinity-policies', 'discovery', 'seed-nodeport', 'types'];

describe.each(['1.20', '1.36'])('Kubernetes %s', (version) => {
  const sets = SCENES.flatMap((scene) => {
    const dump = parse(readFileSync(join(RECORDINGS, version, scene, 'cluster.yaml'), 'utf8')) as {
      items: ReplicaSet[];
    };
    return dump.items
      .filter(({ kind }) => kind === 'ReplicaSet')
      .map((set) => [`${scene} ${set.metadata.name}`, set] as const);
  });

  test.each(sets)('%s', (_, set) => {
    expect(podTemplateHash(set.spec.template, version)).toBe(set.metadata.labels?.['pod-template-hash']);
  });
});
