import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterConfig, ProxyMode } from '../cluster/config.ts';
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
 * store's lock. Starts a default cluster where there is none. Whatever `work` throws leaves the state as it was; with
 * `dryRun` it is left so in any case.
 */
export async function changeCluster<Result>(
  context: CommandContext,
  work: (transaction: Transaction) => Result | Promise<Result>,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Result> {
  const { reconcile } = await import('../controllers/reconcile.ts');
  const { restoreKubernetesService } = await import('../controllers/bootstrap/kubernetes-service.ts');
  const changed = async (before: Cluster | undefined): Promise<{ cluster: Cluster; result: Result }> => {
    const base = before ?? (await freshCluster(context));
    const transaction = new Transaction(base, chanceFor(base, context));
    const result = await work(transaction);
    if (!dryRun) {
      reconcile(transaction);
      if (restoreKubernetesService(transaction)) reconcile(transaction);
    }
    return { cluster: transaction.commit(), result };
  };
  if (dryRun) return (await changed(await context.store.read())).result;
  let outcome: { result: Result } | undefined;
  await context.store.update(async (before) => {
    const { cluster, result } = await changed(before);
    outcome = { result };
    return cluster;
  });
  if (!outcome) throw new Error('the store did not run the change');
  return outcome.result;
}

/** Every change draws from a sequence of its own, so that a second command with the same seed makes other names. */
export function chanceFor(cluster: Cluster, context: CommandContext): CommandContext['surroundings'] {
  const seed = context.globals.seed ?? cluster.config.seed;
  return { now: context.surroundings.now, random: seededRandom(`${seed}/${cluster.revision}`) };
}

async function freshCluster({ globals, surroundings }: CommandContext): Promise<Cluster> {
  const { initCluster } = await import('../controllers/bootstrap/init.ts');
  const { seed, kubeVersion } = globals;
  const options = { ...(seed === undefined ? {} : { seed }), ...(kubeVersion === undefined ? {} : { kubeVersion }) };
  return initCluster(options, surroundings);
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
