import { join } from 'node:path';
import { initOptions } from '../../src/check/run.ts';
import { findTests } from '../../src/cli/check/test-files.ts';
import { checkTools } from '../../src/cli/check/tools.ts';
import type { Node } from '../../src/api/node/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ProxyConfig, ProxyMode } from '../../src/cluster/config.ts';
import { transact, type Surroundings } from '../../src/cluster/transaction.ts';
import { initCluster } from '../../src/controllers/bootstrap/init.ts';
import { setPodTerminating } from '../../src/controllers/kubelet/termination.ts';
import { reconcile } from '../../src/controllers/reconcile.ts';
import { seededRandom } from '../../src/net/random.ts';

const surroundings = (): Surroundings => ({ now: Date.UTC(2026, 0, 1), random: seededRandom('lab') });

/** lab-services.yaml on three nodes in two zones, dual stack, with pods on their way out and an address that a proxy in front serves. */
export async function servicesCluster(mode: ProxyMode, proxy: Partial<ProxyConfig> = {}): Promise<Cluster> {
  const dual = { serviceCIDRs: ['10.96.0.0/12', 'fd00:10:96::/112'], podCIDRs: ['10.244.0.0/16', 'fd00:10:244::/48'] };
  const pool = ['203.0.113.0/24', '2001:db8:113::/64'];
  let cluster = initCluster({ nodes: 3, proxyMode: mode, loadBalancerPool: pool, ...dual }, surroundings());
  const documents = await checkTools.load(['lab-services.yaml'], import.meta.filename);
  cluster = transact(cluster, surroundings(), (tx) => {
    for (const node of tx.all('nodes').values() as Iterable<Node>) {
      const zone = node.metadata.name === 'node3' ? 'b' : 'a';
      const labels = { ...node.metadata.labels, 'topology.kubernetes.io/zone': zone };
      tx.put('nodes', { ...node, metadata: { ...node.metadata, labels } });
    }
    void checkTools.apply(tx, documents);
    reconcile(tx);
  });
  return transact(cluster, surroundings(), (tx) => {
    for (const name of ['going-a', 'going-b']) setPodTerminating(tx, 'default', name);
    reconcile(tx);
    const proxied = tx.get('services', 'default', 'proxied') as Service;
    const ingress = (proxied.status?.loadBalancer?.ingress ?? []).map((each) => ({
      ...each,
      ipMode: 'Proxy' as const,
    }));
    tx.put('services', { ...proxied, status: { ...proxied.status, loadBalancer: { ingress } } });
    tx.configure({ proxy: { ...tx.config.proxy, ...proxy } });
  });
}

/** Every scene of fixtures/ whose pods no NetworkPolicy guards (the lab's kernels know none). */
export async function fixtureClusters(mode: ProxyMode): Promise<[string, Cluster][]> {
  const tests = await findTests([join(import.meta.dirname, '..', '..', 'fixtures')]);
  const found: [string, Cluster][] = [];
  for (const { name, file, cluster: wanted, manifests } of tests) {
    const documents = await checkTools.load(manifests, file);
    const cluster = transact(initCluster(initOptions(wanted, mode), surroundings()), surroundings(), (tx) => {
      void checkTools.apply(tx, documents);
      reconcile(tx);
    });
    if (cluster.all('networkpolicies').size === 0) found.push([name, cluster]);
  }
  return found;
}
