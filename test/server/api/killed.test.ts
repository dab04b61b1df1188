import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { initCluster } from '../../../src/controllers/bootstrap/init.ts';
import { transact } from '../../../src/cluster/transaction.ts';
import { seededRandom } from '../../../src/net/random.ts';
import { FileStateStore } from '../../../src/state/file-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-killed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const state = join(folder, 'state.json');
const kubesim = join(import.meta.dirname, '..', '..', '..', 'bin', 'kubesim.js');
const CLIENTS = 8;

/** A ConfigMap that the server is asked to create: whether it said that it did; rejects where it is gone. */
function create(port: number, name: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const path = '/api/v1/namespaces/default/configmaps';
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 201));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { filler: 'x'.repeat(700) } })); // prettier-ignore
  });
}

async function names(): Promise<Set<string>> {
  const cluster = await new FileStateStore(state).read();
  return new Set([...(cluster?.all('configmaps').values() ?? [])].map(({ metadata }) => metadata.name));
}

test('a server killed at any moment has lost nothing that it acknowledged, to clients or to other programs', async () => {
  await new FileStateStore(state).update(() => initCluster({}, { now: Date.now(), random: seededRandom('test') }));
  const acknowledged = new Set<string>();
  let standing = await names();
  for (let round = 0; round < 6; round++) {
    const server = spawn(process.execPath, [kubesim, 'proxy', '--port', '0', '--state', state], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(server.stdout, 'data')) as [Buffer];
    const port = Number(/:(\d+)\s*$/.exec(said.toString())?.[1]);
    const agent = new Agent({ keepAlive: true });
    const own = new FileStateStore(state);
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let i = 0; ; i++) {
        const name = `r${round}-c${client}-${i}`;
        try {
          if (await create(port, name, agent)) acknowledged.add(name);
        } catch {
          return;
        }
      }
    });
    const other = (async () => {
      for (let i = 0; !isOver; i++) {
        const name = `r${round}-own-${i}`;
        await own.update((cluster) => {
          if (!cluster) throw new Error('no cluster');
          const metadata = { name, namespace: 'default' };
          return transact(cluster, { now: 0, random: seededRandom('') }, (tx) => tx.put('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata })); // prettier-ignore
        });
        acknowledged.add(name);
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 60 + round * 70));
    server.kill('SIGKILL');
    await once(server, 'exit');
    await Promise.all(clients);
    isOver = true;
    await other;
    agent.destroy();
    const found = await names();
    expect([...acknowledged].filter((name) => !found.has(name))).toEqual([]);
    const unasked = [...found].filter((name) => !standing.has(name) && !acknowledged.has(name));
    expect(unasked.length).toBeLessThanOrEqual(CLIENTS);
    standing = found;
  }
  expect(acknowledged.size).toBeGreaterThan(50);
}, 60_000);
