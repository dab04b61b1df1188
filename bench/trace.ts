// Traces: whole processes against the size of the cluster, and how many a second one process makes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cluster } from '../src/cluster/cluster.ts';
import { reachMatrix } from '../src/diagnose/matrix.ts';
import { FileStateStore } from '../src/state/file-store.ts';
import { clients, generateCluster } from './generate.ts';

/**
 * node bench/run.mjs trace [SERVICES...]
 * Needs a built kubesim (npm run build). Prints Markdown tables. Processor time, not wall time, so that a busy machine disturbs less.
 */

const MODES = ['iptables', 'nftables', 'ipvs'] as const;
const ROUNDS = 5;
/** Traces a second on one core. */
const GOAL = 20_000;
const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'kubesim-bench-'));
const kubesim = join(process.cwd(), 'bin', 'kubesim.js');

try {
  await growth(sizes.length > 0 ? sizes : [10, 1000, 10_000, 50_000]);
  throughput();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function growth(services: readonly number[]): Promise<void> {
  console.log(
    `| Services × 5 | ${MODES.map((mode) => `${mode}, ms`).join(' | ')} |\n|---|${'---|'.repeat(MODES.length)}`,
  );
  for (const count of services) {
    const state = join(folder, `${count}.json`);
    await new FileStateStore(state).update(() => generateCluster({ services: count, endpoints: 5 }));
    const best = MODES.map((mode) => {
      const words = [kubesim, '--state', state, '--proxy-mode', mode, 'trace', 'curl', '10.64.0.10:80'];
      return Math.min(...Array.from({ length: ROUNDS }, () => spent(words)));
    });
    console.log(`| ${count} | ${best.map((each) => each.toFixed(0)).join(' | ')} |`);
    rmSync(state);
  }
  const bare = Math.min(...Array.from({ length: ROUNDS }, () => spent(['-e', '0'])));
  console.log(`\nA bare \`node -e 0\`: ${bare.toFixed(0)} ms.\n`);
}

/** Processor time of one whole process and its threads, in milliseconds. */
function spent(words: readonly string[]): number {
  const { status, stdout } = spawnSync('sh', ['-c', '"$0" "$@" >/dev/null; done=$?; times; exit $done', process.execPath, ...words], { encoding: 'utf8' }); // prettier-ignore
  if (status !== 0) throw new Error(`exit ${status}: node ${words.join(' ')}`);
  const ofChildren = stdout.trim().split('\n').at(-1) ?? '';
  let seconds = 0;
  for (const [, minutes, rest] of ofChildren.matchAll(/(\d+)m([\d.]+)s/g))
    seconds += Number(minutes) * 60 + Number(rest);
  return seconds * 1000;
}

/**
 * Traces a second of processor time, each with its 5 ways: a matrix with all preparation (rules, indexes), and the same once more in
 * the same process; and as the hardest case 10,000 Services that are asked from few places each, so that most of it is preparation.
 */
function throughput(): void {
  const many = { services: 1000, pods: 32 };
  const wide = { services: 10_000, pods: 1 };
  console.log(`| mode | ${sizeText(many)} | again | ${sizeText(wide)} | goal |\n|---|---|---|---|---|`);
  for (const mode of MODES) {
    const cluster = clusterFor(many, mode);
    const figures = [perSecond(cluster), perSecond(cluster), perSecond(clusterFor(wide, mode))];
    console.log(`| ${mode} | ${figures.map((each) => each.toFixed(0)).join(' | ')} | ${GOAL} |`);
  }
}

interface MatrixSize {
  readonly services: number;
  /** Pods on each of the 3 nodes that ask, beside the nodes themselves. */
  readonly pods: number;
}

function sizeText({ services, pods }: MatrixSize): string {
  const sources = 3 * (pods + 1);
  return `${sources} sources × ${services} Services (${sources * services} traces)`;
}

function clusterFor({ services, pods }: MatrixSize, mode: (typeof MODES)[number]): Cluster {
  const parts = generateCluster({ services, endpoints: 5 }).parts();
  const objects = new Map([...parts.objects, ['pods', clients(pods)]]);
  return new Cluster({ ...parts, objects, config: { ...parts.config, proxy: { ...parts.config.proxy, mode } } });
}

function perSecond(cluster: Cluster): number {
  const before = process.cpuUsage();
  const { cells } = reachMatrix(cluster, { pods: 'each' });
  const { user, system } = process.cpuUsage(before);
  return (cells.flat().filter((cell) => cell !== undefined).length / (user + system)) * 1e6;
}
