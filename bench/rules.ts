import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStateStore } from '../src/state/file-store.ts';
import { generateCluster } from './generate.ts';

/**
 * How long a node's listing takes as a whole process, written to a file, and how that grows:
 *   node bench/run.mjs rules [SERVICES...]
 * Needs a built kubesim (npm run build). Prints a Markdown table.
 */

const LISTINGS: readonly (readonly [mode: string, command: readonly string[]])[] = [
  ['iptables', ['iptables-save']],
  ['nftables', ['nft', 'list', 'ruleset']],
  ['ipvs', ['ipvsadm', '-Ln']],
];

interface Run {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly lines: number;
}

const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'kubesim-bench-'));
try {
  process.stdout.write('| Services | endpoints | listing | lines | seconds | peak MiB |\n|---|---|---|---|---|---|\n');
  for (const services of sizes.length > 0 ? sizes : [1000, 10_000, 50_000]) await measure(services, 5);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(services: number, endpoints: number): Promise<void> {
  const state = join(folder, `${services}.json`);
  await new FileStateStore(state).update(() => generateCluster({ services, endpoints }));
  for (const [mode, command] of LISTINGS) {
    const runs = [1, 2, 3].map(() => list(state, mode, command)).filter((run) => run !== undefined);
    const best = runs.sort((a, b) => a.seconds - b.seconds)[0];
    const row = best
      ? `${best.lines} | ${best.seconds.toFixed(2)} | ${best.mebibytes.toFixed(0)}`
      : 'not available | |';
    process.stdout.write(`| ${services} | ${services * endpoints} | \`${command.join(' ')}\` | ${row} |\n`);
  }
  rmSync(state);
}

/** One whole process with its output in a file; undefined where it failed. */
function list(state: string, mode: string, command: readonly string[]): Run | undefined {
  const out = join(folder, 'out.txt');
  const memory = join(folder, 'memory.txt');
  const words = ['node', 'bin/kubesim.js', '--state', state, '--proxy-mode', mode, ...command];
  const timed = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', '%M', '-o', memory, ...words] : words;
  writeFileSync(memory, '0');
  const begun = process.hrtime.bigint();
  const done = spawnSync('sh', ['-c', '"$@" > "$0"', out, ...timed], { stdio: ['ignore', 'ignore', 'pipe'] });
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  if (done.status !== 0 || statSync(out).size === 0) return undefined;
  const lines = readFileSync(out, 'latin1').split('\n').length - 1;
  return { seconds, mebibytes: Number(readFileSync(memory, 'utf8').trim()) / 1024, lines };
}
