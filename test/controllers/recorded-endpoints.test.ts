import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import type { Endpoints } from '../../src/api/endpoints/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { Transaction } from '../../src/cluster/transaction.ts';
import { reconcile } from '../../src/controllers/reconcile.ts';
import { seededRandom } from '../../src/net/random.ts';
import { clusterOf, RECORDINGS } from '../recordings/load-dump.ts';

const SCENES = ['1.36', '1.20'].flatMap((version) =>
  ['affinity-policies', 'discovery', 'dualstack', 'seed-nodeport', 'types']
    .filter((scene) => version === '1.36' || scene !== 'dualstack')
    .map((scene) => [version, scene] as const),
);

/** The recorded Services, pods and nodes without their endpoints, which our controllers then make anew. */
function remade(version: string, recorded: readonly KubeObject[]): Transaction {
  const made = (object: KubeObject): boolean =>
    object.kind === 'Endpoints' ||
    (object.kind === 'EndpointSlice' && object.metadata.labels?.[MANAGED_BY] !== undefined);
  const config = { ...DEFAULT_CONFIG, kubeVersion: version, imported: true };
  const cluster = clusterOf(
    recorded.filter((object) => !made(object)),
    config,
  );
  const tx = new Transaction(cluster, { now: 0, random: seededRandom('t') });
  reconcile(tx, { everything: true });
  return tx;
}

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

function itemsOf(version: string, scene: string, file: string): KubeObject[] {
  const text = readFileSync(new URL(`${version}/${scene}/${file}`, RECORDINGS), 'utf8');
  return (parse(text) as { items: KubeObject[] }).items;
}

test.each(SCENES)('%s %s: Endpoints are those of the real controller', (version, scene) => {
  const dump = itemsOf(version, scene, 'cluster.yaml');
  const recorded = itemsOf(version, scene, 'endpoints.yaml') as Endpoints[];
  const tx = remade(version, dump);
  const withSelector = dump.filter(({ kind, spec }) => kind === 'Service' && (spec as { selector?: object }).selector);
  const names = new Set(withSelector.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const essence = ({ metadata, subsets }: Endpoints) => [metadata.namespace, metadata.name, metadata.labels, subsets];
  const expected = recorded.filter(({ metadata }) => names.has(`${metadata.namespace}/${metadata.name}`));
  const actual = [...(tx.all('endpoints').values() as Iterable<Endpoints>)];
  const sorted = (list: Endpoints[]) => list.map(essence).toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
  expect(sorted(actual)).toEqual(sorted(expected));
  expect(expected.length).toBeGreaterThan(0);
});

test.each(SCENES.filter(([version]) => version === '1.36'))(
  '%s %s: EndpointSlices are those of the real controller',
  (version, scene) => {
    const dump = itemsOf(version, scene, 'cluster.yaml');
    const isMade = ({ kind, metadata }: KubeObject) => kind === 'EndpointSlice' && metadata.labels?.[MANAGED_BY];
    const expected = dump.filter(isMade) as EndpointSlice[];
    const actual = [...remade(version, dump).all('endpointslices').values()].filter(isMade) as EndpointSlice[];
    const essence = ({ metadata, addressType, endpoints, ports }: EndpointSlice) => [
      `${metadata.namespace}/${metadata.generateName} ${addressType}`,
      metadata.labels,
      metadata.ownerReferences,
      ports,
      endpoints?.toSorted((a, b) => ((a.addresses[0] ?? '') < (b.addresses[0] ?? '') ? -1 : 1)) ?? null,
    ];
    const sorted = (list: EndpointSlice[]) =>
      list.map(essence).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expect(sorted(actual)).toEqual(sorted(expected));
    expect(expected.length).toBeGreaterThan(0);
  },
);
