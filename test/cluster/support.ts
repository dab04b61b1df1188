import type { KubeObject } from '../../src/api/meta.ts';
import { seededRandom } from '../../src/net/random.ts';
import { Cluster, emptyCluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from '../../src/cluster/config.ts';
import { createObject } from '../../src/cluster/create.ts';
import type { StatusError } from '../../src/cluster/status-error.ts';
import { Transaction } from '../../src/cluster/transaction.ts';

export const NOW = Date.parse('2026-11-22T04:46:24Z');

/** An open transaction on a cluster with the namespaces and the `kubernetes` Service that every cluster has. */
export function begin(config: Partial<ClusterConfig> = {}, seed = 'test'): Transaction {
  const tx = new Transaction(emptyCluster({ ...DEFAULT_CONFIG, ...config }), {
    now: NOW,
    random: seededRandom(seed),
  });
  for (const name of ['default', 'kube-system', 'kube-public', 'demo']) createObject(tx, namespace(name));
  return tx;
}

/** The next transaction, after this one was committed. */
export function after(tx: Transaction, now = NOW): Transaction {
  return continued(tx.commit(), now);
}

export function continued(cluster: Cluster, now = NOW): Transaction {
  return new Transaction(cluster, { now, random: seededRandom(`test:${cluster.revision}`) });
}

export function namespace(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export function service(name: string, spec: object = {}, more: object = {}): KubeObject {
  const ports = [{ port: 80 }];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, ...more },
    spec: { selector: { app: 'web' }, ports, ...spec },
  };
}

export function configMap(name: string, data: Record<string, string> = {}, more: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...more }, data };
}

export function pod(name: string, more: object = {}, spec: object = {}, status?: object): KubeObject {
  const containers = [{ name: 'c', image: 'nginx:1.27' }];
  const made: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...more },
    spec: { containers, ...spec },
  };
  return status ? { ...made, status } : made;
}

/** What the work throws, which must be a StatusError. */
export function refusal(work: () => unknown): StatusError {
  try {
    work();
  } catch (error) {
    if (error instanceof Error && error.name === 'StatusError') return error as StatusError;
    throw error;
  }
  throw new Error('it was not refused');
}
