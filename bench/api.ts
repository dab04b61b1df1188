// The API server's figures: node bench/run.mjs api [services] (default 10000). Each line is one measurement over HTTP on loopback.
import { mkdtempSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObject } from '../src/cluster/create.ts';
import { transact } from '../src/cluster/transaction.ts';
import type { KubeObject } from '../src/api/meta.ts';
import { initCluster } from '../src/controllers/bootstrap/init.ts';
import { reconcile } from '../src/controllers/reconcile.ts';
import { seededRandom } from '../src/net/random.ts';
import { serveApi } from '../src/server/api/serve.ts';
import { FileStateStore } from '../src/state/file-store.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const SERVICES = '/api/v1/namespaces/default/services';
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const chance = { now: Date.now(), random: seededRandom('bench') };

const store = new FileStateStore(join(mkdtempSync(join(tmpdir(), 'kubesim-bench-')), 'state.json'));
const cluster = await store.update(() =>
  transact(initCluster({}, chance), chance, (tx) => {
    for (let i = 0; i < COUNT; i++) createObject(tx, service(`s-${i}`));
    reconcile(tx);
  }),
);
const server = await serveApi(store, cluster, {
  filter: undefined,
  apiPrefix: '/',
  listen: { address: '127.0.0.1', port: 0 },
  speed: 1,
  now: () => Date.now(),
  warn: (problem) => console.error(problem),
});
const port = Number(server.location.split(':')[1]);
const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

console.log(`${COUNT} Services, node ${process.version}`);
console.log(`list, first       ${await timed(() => ask('GET', SERVICES))} ms`);
console.log(`list, again       ${await timed(() => ask('GET', SERVICES))} ms`);
console.log(`list as table     ${await timed(() => ask('GET', SERVICES, undefined, table))} ms`);
console.log(`list in 500s      ${await timed(pages)} ms`);
console.log(
  `get one           ${await median(200, (i) => ask('GET', `${SERVICES}/s-${i % COUNT}`))} ms (median of 200)`,
);
console.log(
  `create one        ${await median(20, (i) => ask('POST', SERVICES, service(`one-${i}`)))} ms (median of 20, each on disk)`,
);
for (const clients of [1, 8, 32, 256]) {
  console.log(
    `creates by ${String(clients).padEnd(3)}    ${await creates(`by${clients}`, clients)} (each answered when it is on disk)`,
  );
}
await watches();
await server.close();
agent.destroy();

function service(name: string): KubeObject {
  const spec = { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
}

function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        if ((response.statusCode ?? 0) >= 400) reject(new Error(Buffer.concat(chunks).toString()));
        else resolve(Buffer.concat(chunks).toString());
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function pages(): Promise<void> {
  let token = '';
  do {
    const list = JSON.parse(await ask('GET', `${SERVICES}?limit=500&continue=${token}`)) as {
      metadata: { continue?: string };
    };
    token = list.metadata.continue ?? '';
  } while (token !== '');
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const began = performance.now();
  await work();
  return (performance.now() - began).toFixed(1);
}

async function median(times: number, work: (i: number) => Promise<unknown>): Promise<string> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work(i);
    taken.push(performance.now() - began);
  }
  return (taken.sort((a, b) => a - b)[times >> 1] ?? 0).toFixed(2);
}

async function creates(prefix: string, clients: number): Promise<string> {
  const total = 1500;
  let next = 0;
  const began = performance.now();
  const before = process.cpuUsage();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < total) await ask('POST', SERVICES, service(`${prefix}-${next++}`));
    }),
  );
  const { user, system } = process.cpuUsage(before);
  const rate = (total / (performance.now() - began)) * 1000;
  return `${rate.toFixed(0).padStart(5)} a second, ${((user + system) / 1000 / total).toFixed(2)} ms of processor time each, client included`;
}

async function watches(): Promise<void> {
  const count = 500;
  const events = 200;
  const { metadata } = JSON.parse(await ask('GET', `${SERVICES}?limit=1`)) as { metadata: { resourceVersion: string } };
  let lines = 0;
  let open = 0;
  let done: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  const requests = Array.from({ length: count }, () =>
    get({ port, path: `${SERVICES}?watch=1&resourceVersion=${metadata.resourceVersion}`, agent: false }, (response) => {
      open++;
      response.on('error', () => undefined);
      response.on('data', (chunk: Buffer) => {
        for (const byte of chunk) if (byte === 10) lines++;
        if (lines === count * events) done();
      });
    }),
  );
  for (const sent of requests) sent.on('error', () => undefined);
  while (open < count) await new Promise((resolve) => setTimeout(resolve, 10));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const began = performance.now();
  await Promise.all(Array.from({ length: events }, (_, i) => ask('POST', SERVICES, service(`watched-${i}`))));
  await all;
  const seconds = (performance.now() - began) / 1000;
  const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
  console.log(
    `${count} watches       ${(lines / seconds).toFixed(0)} events a second; ${events} changes told to all in ${seconds.toFixed(2)} s, ${grown.toFixed(0)} MiB more`,
  );
  for (const sent of requests) sent.destroy();
}
