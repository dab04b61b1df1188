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
import type { Finding } from './ask/finding.ts';
import { askExpectation } from './ask/index.ts';
import { describeExpectation } from './describe.ts';
import { parseTarget, podsOf } from './targets.ts';
import type { CheckTools, Documents } from './tools.ts';
import type { CheckResult, Expectation, Step, TrafficTest } from './traffic-test.ts';

/**
 * Runs a test in each of its proxy modes, from a fresh cluster (or its dump) each time. Where manifests cannot be loaded or a step
 * not be taken, the result says so and nothing more is asked in that mode.
 */
export async function runTest(
  test: TrafficTest,
  tools: CheckTools,
  surroundings: Surroundings,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const mode of test.proxyModes) {
    const run = new Run(test, mode, tools, surroundings.now);
    let line = test.loadLine;
    try {
      await run.prepare();
      for (const step of test.steps) {
        if (step.kind !== 'expect') line = step.line;
        results.push(...(await run.step(step)));
      }
    } catch (problem) {
      results.push(run.result(line, 'the cluster is set up and changed as the test says', unasked(problem)));
    }
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
          const name = expectation.name ?? describeExpectation(expectation);
          return this.result(expectation.line, name, this.#ask(expectation));
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

  result(line: number, name: string, finding: Finding): CheckResult {
    const { name: test, file } = this.#test;
    return { test, file, line, name, mode: this.#mode, passed: finding.problems.length === 0, ...finding };
  }

  #ask(expectation: Expectation): Finding {
    try {
      return askExpectation({ cluster: this.#standing(), ...this.#surroundings() }, expectation);
    } catch (problem) {
      return unasked(problem);
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

/** What cannot be asked, in the words of who refused it. Throws whatever is nobody's refusal but a bug. */
function unasked(problem: unknown): Finding {
  const { name, message, hint } = problem as { name?: string; message?: string; hint?: string };
  if (!/^(?:UserError|StatusError|ManifestError)$/.test(name ?? '')) throw problem;
  return { problems: [message ?? '', ...(hint?.split('\n') ?? [])], unasked: true };
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
