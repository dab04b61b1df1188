import type { Deployment } from '../../src/api/deployment/type.ts';
import type { Endpoint, EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import type { Event } from '../../src/api/event/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { Pod } from '../../src/api/pod/type.ts';
import type { ReplicaSet } from '../../src/api/replica-set/type.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { createObject } from '../../src/cluster/create.ts';
import { deleteObject } from '../../src/cluster/delete.ts';
import { patchObject } from '../../src/cluster/patch.ts';
import { Transaction } from '../../src/cluster/transaction.ts';
import { initCluster, type InitOptions } from '../../src/controllers/bootstrap/init.ts';
import { reconcile, type ReconcileOptions } from '../../src/controllers/reconcile.ts';
import { seededRandom, type Random } from '../../src/net/random.ts';

/** A cluster to try things on: every change is one transaction, settled by the controllers. */
export class Lab {
  cluster: Cluster;
  now = Date.UTC(2026, 10, 22, 4, 46, 24);
  readonly #random: Random;

  constructor(options: InitOptions = {}, seed = 'lab') {
    this.#random = seededRandom(seed);
    this.cluster = initCluster(options, { now: this.now, random: this.#random });
  }

  change(work: (tx: Transaction) => void, options: ReconcileOptions = {}): this {
    const tx = new Transaction(this.cluster, { now: this.now, random: this.#random });
    work(tx);
    reconcile(tx, options);
    this.cluster = tx.commit();
    return this;
  }

  create(...objects: KubeObject[]): this {
    return this.change((tx) => {
      for (const object of objects) createObject(tx, object);
    });
  }

  patch(plural: string, name: string, patch: unknown, namespace = 'default'): this {
    return this.change((tx) => void patchObject(tx, { plural, namespace, name }, patch, 'merge'));
  }

  delete(plural: string, name: string, namespace = 'default'): this {
    return this.change((tx) => void deleteObject(tx, { plural, namespace, name }));
  }

  /** Time passes, then the controllers look. */
  wait(milliseconds: number, options: ReconcileOptions): this {
    this.now += milliseconds;
    return this.change(() => undefined, options);
  }

  pods(app?: string, namespace = 'default'): Pod[] {
    return ([...this.cluster.all('pods').values()] as Pod[]).filter(
      ({ metadata }) => metadata.namespace === namespace && (app === undefined || metadata.labels?.['app'] === app),
    );
  }

  sets(name: string): ReplicaSet[] {
    return ([...this.cluster.all('replicasets').values()] as ReplicaSet[]).filter(({ metadata }) =>
      metadata.ownerReferences?.some((owner) => owner.name === name),
    );
  }

  deployment(name: string): Deployment {
    return this.cluster.get('deployments', 'default', name) as Deployment;
  }

  slices(service: string, namespace = 'default'): EndpointSlice[] {
    return ([...this.cluster.all('endpointslices').values()] as EndpointSlice[]).filter(
      ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service,
    );
  }

  endpoints(service: string): Endpoint[] {
    return this.slices(service).flatMap(({ endpoints }) => endpoints ?? []);
  }

  events(reason: string): string[] {
    return ([...this.cluster.all('events').values()] as Event[])
      .filter((event) => event.reason === reason)
      .map(({ message }) => message ?? '');
  }
}

export function deployment(name: string, replicas: number, image = 'nginx:1.27', more: object = {}): KubeObject {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 80 }] }] },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template, ...more },
  };
}

export function pod(name: string, spec: object = {}, metadata: object = {}): KubeObject {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec: { containers, ...spec } };
}

export function service(name: string, spec: object = {}, metadata: object = {}): KubeObject {
  const base = { selector: { app: name }, ports: [{ port: 80 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, ...metadata }, spec: { ...base, ...spec } };
}

export function node(name: string, zone?: string, spec: object = {}): KubeObject {
  const labels = zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec };
}
