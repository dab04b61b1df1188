// Start-up: whole processes against a bare `node -e 0`, taken in turn so that a busy machine slows all of them alike.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 20);
const root = process.cwd();
const kubesim = join(root, 'bin', 'kubesim.js');
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-bench-'));
const env = { ...process.env, KUBESIM_STATE: join(scratch, 'state.json') };

interface Case {
  readonly name: string;
  readonly words: readonly string[];
  /** At most this many times the bare process; undefined: shown only. */
  readonly budget?: number;
}

const CASES: readonly Case[] = [
  { name: 'node -e 0', words: ['-e', '0'] },
  { name: 'kubesim --version', words: [kubesim, '--version'] },
  { name: 'kubesim get svc', words: [kubesim, 'get', 'svc'], budget: 1.5 },
  { name: 'kubesim nslookup my-app.default', words: [kubesim, 'nslookup', 'my-app.default'], budget: 2 },
  { name: 'kubesim iptables-save', words: [kubesim, 'iptables-save'] },
  { name: 'kubesim trace curl 10.96.0.10:8090', words: [kubesim, 'trace', 'curl', '10.96.0.10:8090'], budget: 2 },
];

/** Wall time of one whole process, in milliseconds. */
function timed(words: readonly string[]): number {
  const start = process.hrtime.bigint();
  const { status } = spawnSync(process.execPath, words, { env, stdio: 'ignore' });
  if (status !== 0) throw new Error(`exit ${status}: node ${words.join(' ')}`);
  return Number(process.hrtime.bigint() - start) / 1e6;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN;
}

timed([kubesim, 'apply', '-f', join(root, 'fixtures', 'quickstart')]);
const times = CASES.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) CASES.forEach(({ words }, i) => times[i]?.push(timed(words)));
rmSync(scratch, { recursive: true, force: true });

const bare = median(times[0] ?? []);
let over = 0;
for (const [i, { name, budget }] of CASES.entries()) {
  const own = median(times[i] ?? []);
  const ratio = own / bare;
  const missed = budget !== undefined && ratio > budget;
  if (missed) over++;
  const bound = budget === undefined ? '' : `  (at most ${budget.toFixed(1)}x)${missed ? '  OVER' : ''}`;
  console.log(`${name.padEnd(36)} ${own.toFixed(1).padStart(7)} ms  ${ratio.toFixed(2)}x${bound}`);
}
process.exitCode = over === 0 ? 0 : 1;
