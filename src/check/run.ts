import { initCluster, type InitOptions } from '../controllers/bootstrap/init.ts';
import { deletePod, setPodTerminating } from '../controllers/kubelet/termination.ts';
import { setPodReady } from '../controllers/kubelet/readiness.ts';
import { reconcile } from '../controllers/reconcile.ts';
import { deleteObject } from '../cluster/delete.ts';
import { patchObject } from '../cluster/patch.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ProxyMode } from '../cluster/config.ts';
import { transact, Transaction, type Surroundings } from '../cluster/transaction.ts';
import { UserError } from '../net/user-error.ts';
import { seededRandom } from '../net/random.ts';
import { askExpectation } from './ask/index.ts';
import { describeExpectation } from './describe.ts';
import { parseTarget, podsOf } from './targets.ts';
import type { CheckTools, Documents } from './tools.ts';
import type { CheckResult, Step, TrafficTest } from './traffic-test.ts';

/**
 * Runs a test in each of its proxy modes, from a fresh cluster (or its dump) each time. Throws what loading and applying throw:
 * a test whose manifests cannot be applied has no result.
 */
export async function runTest(
  test: TrafficTest,
  tools: CheckTools,
  surroundings: Surroundings,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const mode of test.proxyModes) {
    const run = new Run(test, mode, tools, surroundings.now);
    await run.prepare();
    for (const step of test.steps) results.push(...(await run.step(step)));
  }
  return results;
}

class Run {
  readonly #test: TrafficTest;
  readonly #mode: ProxyMode;
  readonly #tools: CheckTools;
  #now: number;
  #turn = 0;
  #cluster: Cluster | undefined;

  constructor(test: TrafficTest, mode: ProxyMode, tools: CheckTools, now: number) {
    this.#test = test;
    this.#mode = mode;
    this.#tools = tools;
    this.#now = now;
  }

  async prepare(): Promise<void> {
    const { cluster, dumps, manifests, file } = this.#test;
    if (dumps.length > 0)
      this.#cluster = withMode(this.#tools.importDump(await this.#tools.load(dumps, file)), this.#mode);
    else this.#cluster = initCluster(initOptions(cluster, this.#mode), this.#surroundings());
    if (manifests.length > 0) await this.#apply(manifests);
  }

  /** The results of a step; empty for one that changes the cluster. */
  async step(step: Step): Promise<CheckResult[]> {
    switch (step.kind) {
      case 'expect':
        return step.expectations.map((expectation) => {
          const finding = askExpectation({ cluster: this.#standing(), ...this.#surroundings() }, expectation);
          return {
            test: this.#test.name,
            file: this.#test.file,
            line: expectation.line,
            name: expectation.name ?? describeExpectation(expectation),
            mode: this.#mode,
            passed: finding.problems.length === 0,
            ...finding,
          };
        });
      case 'apply':
        await this.#apply(step.files);
        return [];
      case 'wait':
        this.#now += step.seconds * 1000;
        this.#change(() => {});
        return [];
      default:
        this.#change((tx) => act(tx, step));
        return [];
    }
  }

  async #apply(paths: readonly string[]): Promise<void> {
    const documents: Documents = await this.#tools.load(paths, this.#test.file);
    const tx = new Transaction(this.#standing(), this.#surroundings());
    await this.#tools.apply(tx, documents);
    reconcile(tx);
    this.#cluster = tx.commit();
  }

  #change(work: (tx: Transaction) => void): void {
    this.#cluster = transact(this.#standing(), this.#surroundings(), (tx) => {
      work(tx);
      reconcile(tx);
    });
  }

  #standing(): Cluster {
    if (!this.#cluster) throw new Error('a run is prepared before its steps');
    return this.#cluster;
  }

  #surroundings(): Surroundings {
    return { now: this.#now, random: seededRandom(`${this.#test.name}/${this.#turn++}`) };
  }
}

/** What a test's cluster section asks of a fresh cluster. */
export function initOptions(
  { clusterDNS, serviceCIDR, podCIDR, ...options }: TrafficTest['cluster'],
  mode: ProxyMode,
): InitOptions {
  return {
    ...options,
    proxyMode: mode,
    ...(clusterDNS === undefined ? {} : { clusterDNS: [clusterDNS] }),
    ...(serviceCIDR === undefined ? {} : { serviceCIDRs: serviceCIDR.split(',') }),
    ...(podCIDR === undefined ? {} : { podCIDRs: podCIDR.split(',') }),
  };
}

function withMode(cluster: Cluster, mode: ProxyMode): Cluster {
  return transact(cluster, { now: 0, random: seededRandom('') }, (tx) =>
    tx.configure({ proxy: { ...tx.config.proxy, mode }, runningProxyModes: {} }),
  );
}

/** Throws UserError where the target is not there. */
function act(tx: Transaction, step: Exclude<Step, { kind: 'expect' | 'apply' | 'wait' }>): void {
  switch (step.kind) {
    case 'delete': {
      const [text = '', pods] = step.target.split(/\s+/);
      if (pods === 'pods') {
        for (const pod of podsOf(tx, text)) deletePod(tx, pod);
        return;
      }
      const { kind, namespace, name } = parseTarget(text);
      deleteObject(tx, { plural: kind, namespace, name });
      return;
    }
    case 'scale': {
      const { kind, namespace, name } = parseTarget(step.target);
      if (kind !== 'deployments' && kind !== 'replicasets')
        throw new UserError(`${step.target}: only deployments and replicasets scale`);
      patchObject(tx, { plural: kind, namespace, name }, { spec: { replicas: step.replicas } }, 'merge');
      return;
    }
    case 'terminate':
      for (const { metadata } of podsOf(tx, step.target))
        setPodTerminating(tx, metadata.namespace ?? '', metadata.name);
      return;
    default:
      for (const { metadata } of podsOf(tx, step.target))
        setPodReady(tx, metadata.namespace ?? '', metadata.name, step.kind === 'ready');
  }
}
