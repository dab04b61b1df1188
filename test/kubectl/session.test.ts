import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servedPrograms } from '../../src/cli/programs/served.ts';
import { FileStateStore } from '../../src/state/file-store.ts';
import { requestFilter, DEFAULT_FILTER } from '../../src/server/api/http/filter.ts';
import { serveApi, type ApiServer } from '../../src/server/api/serve.ts';
import { terminal, type Terminal } from '../cli/run.ts';
import { readRecorded, readSession, settled, type Block, type Said } from './recorded.ts';

/** A real kubectl runs session.sh against the API; kubesim's own commands and the recordings are to say the same. */

/** Where kubectl 1.32, the recorded 1.36 and kubesim's own commands part, and why. */
const DIFFERENT: readonly (readonly [command: RegExp, why: string])[] = [
  [/^exec \S+ -c nope/, 'kubectl 1.32 leaves it to the server to know the containers'],
  [/^scale deployment nope/, 'kubectl 1.32 has two sentences for it, 1.36 one'],
  [/^describe svc we$/, 'kubectl 1.32 shows events also of what it found by prefix'],
  [/^apply view-last-applied/, 'after a replace kubectl 1.32 shows nothing'],
];

const kubectl = kubectlPath();
const recorded = readRecorded(readFileSync(join(import.meta.dirname, '../recordings/general/commands.txt'), 'utf8'));
let server: ApiServer | undefined;
let blocks: Block[] = [];
let own: Said[] = [];

function kubectlPath(): string | undefined {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return 'kubectl';
  } catch {
    console.log('skipped: there is no kubectl here');
    return undefined;
  }
}

describe.skipIf(kubectl === undefined)('a session of the real kubectl', () => {
  beforeAll(async () => {
    const shell = await bareCluster(terminal());
    const folder = mkdtempSync(join(tmpdir(), 'kubesim-kubectl-'));
    const store = new FileStateStore(shell.state);
    const cluster = await store.read();
    if (!cluster) throw new Error('no cluster');
    server = await serveApi(store, cluster, {
      filter: requestFilter({ ...DEFAULT_FILTER, rejectPaths: '^$' }),
      runProgram: servedPrograms(shell.context(), () => Date.now()),
      apiPrefix: '/',
      listen: { address: '127.0.0.1', port: 0 },
      speed: 10_000,
      now: () => Date.now(),
      warn: (problem) => console.error(problem),
    });
    const config = join(folder, 'config');
    writeFileSync(config, (await shell.run('kubeconfig', '--server', server.location)).out);
    const { stdout } = await promisify(execFile)('bash', [join(import.meta.dirname, 'session.sh')], {
      env: { ...process.env, HOME: folder, KUBECONFIG: config },
      maxBuffer: 1 << 26,
    });
    blocks = readSession(stdout);
    const other = await bareCluster(terminal());
    const here = process.cwd();
    process.chdir(manifests(folder));
    for (const { words } of blocks) own.push(await other.run(...words));
    process.chdir(here);
  }, 120_000);

  afterAll(() => server?.close());

  test('it has at least 80 commands', () => expect(blocks.length).toBeGreaterThanOrEqual(80));

  test("kubesim's own commands say the same", () => {
    const other = blocks.filter((block, i) => !isSame(block, own[i]) && !isKnown(block));
    for (const block of other) report(block, own[blocks.indexOf(block)]);
    console.log(`${blocks.length - other.length} of ${blocks.length} commands said the same by kubesim itself`);
    expect(other.map(({ words }) => words.join(' '))).toEqual([]);
  });

  test('what was recorded is said again', () => {
    const known = blocks.filter(({ words }) => recordedFor(words) !== undefined);
    const other = known.filter(
      (block) => !recordedFor(block.words)?.some((said) => isSame(block, said)) && !isKnown(block),
    );
    for (const block of other) report(block, recordedFor(block.words)?.[0]);
    console.log(`${known.length - other.length} of ${known.length} recorded commands said the same`);
    expect(other.map(({ words }) => words.join(' '))).toEqual([]);
    expect(known.length).toBeGreaterThan(60);
  });
});

function recordedFor(words: readonly string[]): Said[] | undefined {
  const plain = (text: string): string => text.replace(/['"]/g, '');
  const line = plain(words.join(' '));
  for (const [command, said] of recorded) if (plain(command) === line) return said;
  return undefined;
}

function isKnown({ words }: Block): boolean {
  return DIFFERENT.some(([command]) => command.test(words.join(' ')));
}

function isSame(a: Said, b: Said | undefined): boolean {
  return b !== undefined && JSON.stringify(settled(a)) === JSON.stringify(settled(b));
}

function report(block: Block, other: Said | undefined): void {
  if (process.env['V'] === undefined) return;
  console.log(
    block.words.join(' '),
    JSON.stringify(settled(block), null, 1),
    JSON.stringify(other && settled(other), null, 1),
  );
}

function manifests(folder: string): string {
  const script = readFileSync(join(import.meta.dirname, 'session.sh'), 'utf8');
  for (const [, text = '', name = ''] of script.matchAll(/^printf '(.*)' >(\S+)$/gm)) {
    writeFileSync(join(folder, name), text.replaceAll('\\n', '\n'));
  }
  return folder;
}

/** The cluster of the recordings: two nodes in two zones, nothing else. */
async function bareCluster(shell: Terminal): Promise<Terminal> {
  await shell.run('cluster', 'init');
  await shell.run('delete', 'deploy,ds,svc', '--all', '-n', 'kube-system');
  await shell.run('delete', 'cm', '--all', '-n', 'kube-system');
  await shell.run('delete', 'events', '--all', '-A');
  await shell.run(
    'label',
    'node',
    'node1',
    'node-role.kubernetes.io/control-plane-',
    'topology.kubernetes.io/zone=zone-a',
  );
  await shell.run('label', 'node', 'node2', 'topology.kubernetes.io/zone=zone-b');
  return shell;
}
