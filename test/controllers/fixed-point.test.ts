import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Endpoints } from '../../src/api/endpoints/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import { createObject } from '../../src/cluster/create.ts';
import { patchObject } from '../../src/cluster/patch.ts';
import { Transaction } from '../../src/cluster/transaction.ts';
import { reconcile } from '../../src/controllers/reconcile.ts';
import { setPodReady } from '../../src/controllers/kubelet/readiness.ts';
import { isReady } from '../../src/controllers/pod-state.ts';
import { seededRandom } from '../../src/net/random.ts';
import { deployment, Lab, pod, service } from './lab.ts';

/** What people do to a cluster, as data. */
type Deed =
  | { readonly do: 'deploy' | 'expose' | 'delete-deployment' | 'delete-service'; readonly app: string }
  | {
      readonly do: 'scale' | 'image' | 'surge' | 'delete-pod' | 'unready' | 'relabel';
      readonly app: string;
      readonly n: number;
    }
  | { readonly do: 'pod'; readonly app: string; readonly n: number }
  | { readonly do: 'cordon'; readonly n: number };

const app = fc.constantFrom('a', 'b', 'c');
const n = fc.nat({ max: 6 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constantFrom('deploy', 'expose', 'delete-deployment', 'delete-service'), app }),
  fc.record({ do: fc.constantFrom('scale', 'image', 'surge', 'delete-pod', 'unready', 'relabel', 'pod'), app, n }),
  fc.record({ do: fc.constant('cordon' as const), n }),
) as fc.Arbitrary<Deed>;

function perform(lab: Lab, deed: Deed): void {
  if (deed.do === 'cordon') {
    lab.patch('nodes', deed.n % 2 === 0 ? 'node1' : 'node2', { spec: { unschedulable: deed.n > 3 } }, '');
    return;
  }
  const { app: name } = deed;
  const has = (plural: string) => lab.cluster.get(plural, 'default', name) !== undefined;
  const victim = 'n' in deed ? lab.pods(name)[deed.n]?.metadata.name : undefined;
  switch (deed.do) {
    case 'deploy':
      if (!has('deployments')) lab.create(deployment(name, 2));
      return;
    case 'expose':
      if (!has('services')) lab.create(service(name));
      return;
    case 'delete-deployment':
      if (has('deployments')) lab.delete('deployments', name);
      return;
    case 'delete-service':
      if (has('services')) lab.delete('services', name);
      return;
    case 'scale':
      if (has('deployments')) lab.patch('deployments', name, { spec: { replicas: deed.n } });
      return;
    case 'image':
      if (!has('deployments')) return;
      lab.patch('deployments', name, {
        spec: { template: { spec: { containers: [{ name: 'web', image: `nginx:${deed.n}` }] } } },
      });
      return;
    case 'surge':
      if (!has('deployments')) return;
      lab.patch('deployments', name, {
        spec: {
          strategy: { rollingUpdate: { maxSurge: deed.n, maxUnavailable: deed.n === 0 ? 1 : `${deed.n * 10}%` } },
        },
      });
      return;
    case 'delete-pod':
      if (victim !== undefined) lab.delete('pods', victim);
      return;
    case 'unready':
      if (victim !== undefined) lab.change((tx) => setPodReady(tx, 'default', victim, deed.n % 2 === 0));
      return;
    case 'relabel':
      if (victim !== undefined)
        lab.patch('pods', victim, { metadata: { labels: { app: deed.n > 3 ? 'b' : 'other' } } });
      return;
    case 'pod':
      if (!lab.cluster.get('pods', 'default', `solo-${deed.n}`)) {
        lab.create(pod(`solo-${deed.n}`, {}, { labels: { app: name } }));
      }
  }
}

describe('whatever people do', () => {
  const runs = { numRuns: 40 };

  test('the controllers come to rest, and looking at everything again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 15 }), (deeds) => {
        const lab = new Lab();
        for (const one of deeds) perform(lab, one);
        const tx = new Transaction(lab.cluster, { now: lab.now, random: seededRandom('again') });
        reconcile(tx, { everything: true });
        expect(tx.changes.map(({ plural, key, before }) => [plural, key, before, tx.all(plural).get(key)])).toEqual([]);
      }),
      runs,
    );
  });

  test('endpoints are the selected pods, and the ready ones are ready', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 15 }), (deeds) => {
        const lab = new Lab().create(service('a'), deployment('a', 3));
        for (const one of deeds) perform(lab, one);
        for (const { metadata, spec } of [...lab.cluster.all('services').values()] as Service[]) {
          if (metadata.namespace !== 'default' || !spec.selector) continue;
          const selected = lab.pods(spec.selector['app']).filter(({ status }) => status?.podIP);
          const addresses = (ready: boolean) =>
            selected
              .filter((one) => isReady(one) === ready)
              .map(({ status }) => status?.podIP)
              .toSorted();
          const inSlices = (ready: boolean) =>
            lab
              .endpoints(metadata.name)
              .filter(({ conditions }) => conditions?.ready === ready)
              .map((one) => one.addresses[0]);
          const { subsets = [] } = lab.cluster.get('endpoints', 'default', metadata.name) as Endpoints;
          expect(inSlices(true).toSorted()).toEqual(addresses(true));
          expect(inSlices(false).toSorted()).toEqual(addresses(false));
          expect(
            subsets
              .flatMap((one) => one.addresses ?? [])
              .map(({ ip }) => ip)
              .toSorted(),
          ).toEqual(addresses(true));
        }
      }),
      runs,
    );
  });

  test('no two pods share an address, and every Deployment has the pods it wants', () => {
    fc.assert(
      fc.property(fc.array(deed, { minLength: 1, maxLength: 15 }), (deeds) => {
        const lab = new Lab();
        for (const one of deeds) perform(lab, one);
        const ips = lab.pods().flatMap(({ status }) => status?.podIP ?? []);
        expect(new Set(ips).size).toBe(ips.length);
        for (const name of ['a', 'b', 'c']) {
          const wanted = lab.deployment(name)?.spec.replicas ?? 0;
          const owned = lab.pods().filter((one) => one.metadata.ownerReferences?.[0]?.name.startsWith(`${name}-`));
          if (owned.every(isReady)) expect(owned.length).toBe(wanted);
        }
      }),
      runs,
    );
  });
});

test('each Service with 5 pods costs a fixed number of writes, however many there are', () => {
  const writes = (count: number) => {
    const lab = new Lab({ nodes: 20 });
    const names = Array.from({ length: count }, (_, i) => `s${i}`);
    let made = 0;
    lab.change((tx) => {
      for (const name of names) for (const object of [service(name), deployment(name, 5)]) createObject(tx, object);
      made = tx.changes.length;
      reconcile(tx);
      made = tx.changes.filter(({ plural }) => plural !== 'events').length - made;
    });
    return made / count;
  };
  expect(writes(300)).toBe(writes(30));
  expect(writes(30)).toBeLessThanOrEqual(22);
});

test('a change to one object leaves the others alone', () => {
  const names = Array.from({ length: 50 }, (_, i) => `s${i}`);
  const lab = new Lab().create(...names.flatMap((name) => [service(name), deployment(name, 2)]));
  lab.change((tx) => {
    patchObject(tx, { plural: 'deployments', namespace: 'default', name: 's7' }, { spec: { replicas: 3 } }, 'merge');
    reconcile(tx);
    const written = new Set(tx.changes.filter(({ plural }) => plural !== 'events').map(({ key }) => key));
    expect([...written].filter((key) => !key.startsWith('default/s7'))).toEqual([]);
  });
});
