import type { Cluster } from '../cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig, type ProxyMode } from '../cluster/config.ts';
import { Transaction } from '../cluster/transaction.ts';
import { seededRandom } from '../net/random.ts';
import type { CommandContext, GlobalOptions } from './command.ts';

/**
 * The cluster at rest for a command that reads: with --proxy-mode and --kube-version in force, and where nothing rests yet a
 * fresh default cluster (which is not written).
 */
export async function openCluster(context: CommandContext): Promise<Cluster> {
  const cluster = (await context.store.read()) ?? (await freshCluster(context));
  return withOverrides(cluster, context.globals);
}

/**
 * Changes the cluster at rest: `work` in a transaction, then the controllers until nothing moves, then one write under the
 * store's lock. Starts a default cluster where there is none. Whatever `work` throws leaves the state as it was.
 */
export async function changeCluster<Result>(
  context: CommandContext,
  work: (transaction: Transaction) => Result | Promise<Result>,
): Promise<{ cluster: Cluster; result: Result }> {
  let result: Result | undefined;
  let done = false;
  const cluster = await context.store.update(async (before) => {
    const base = before ?? (await freshCluster(context));
    const transaction = new Transaction(base, chanceFor(base, context));
    result = await work(transaction);
    const { reconcile } = await import('../controllers/reconcile.ts');
    reconcile(transaction);
    done = true;
    return transaction.commit();
  });
  if (!done) throw new Error('the store did not run the change');
  return { cluster, result: result as Result };
}

function chanceFor(cluster: Cluster, context: CommandContext): CommandContext['surroundings'] {
  const seed = context.globals.seed ?? cluster.config.seed;
  return { now: context.surroundings.now, random: seededRandom(`${seed}/${cluster.revision}`) };
}

/** The controllers are loaded only where something changes: a command that reads starts without them. */
async function freshCluster({ globals, surroundings }: CommandContext): Promise<Cluster> {
  const { initCluster } = await import('../controllers/bootstrap/init.ts');
  const seed = globals.seed ?? DEFAULT_CONFIG.seed;
  return initCluster({ seed }, { now: surroundings.now, random: seededRandom(`${seed}/0`) });
}

/** --proxy-mode and --kube-version change what a reading command sees, never what rests. */
function withOverrides(cluster: Cluster, globals: GlobalOptions): Cluster {
  const change = overridesOf(cluster.config, globals);
  if (!change) return cluster;
  const transaction = new Transaction(cluster, { now: 0, random: seededRandom('') });
  transaction.configure(change);
  return transaction.commit();
}

/** What --proxy-mode and --kube-version change about the configuration; undefined if nothing. */
export function overridesOf(config: ClusterConfig, globals: GlobalOptions): Partial<ClusterConfig> | undefined {
  const { proxyMode, kubeVersion } = globals;
  if (proxyMode === undefined && kubeVersion === undefined) return undefined;
  return {
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...(proxyMode === undefined
      ? {}
      : { proxy: { ...config.proxy, mode: proxyMode as ProxyMode }, runningProxyModes: {} }),
  };
}
