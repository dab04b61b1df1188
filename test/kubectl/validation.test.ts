import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_FILTER, requestFilter } from '../../src/server/api/http/filter.ts';
import { serveApi } from '../../src/server/api/serve.ts';
import { FileStateStore } from '../../src/state/file-store.ts';
import { MemoryStateStore } from '../../src/state/memory-store.ts';
import { PORT_0, recordedManifests, type RecordedManifest } from '../cli/recorded-manifests.ts';
import { terminal, type Outcome } from '../cli/run.ts';

/**
 * What a real API server said through kubectl to 184 manifests, most of them bad, against what kubesim's API says through one.
 * kubectl 1.32 and the recorded 1.36 part nowhere here, so nothing is excused.
 */

/** Numbers and names where either may stand, and two faults. */
const LIST = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
  metadata: {name: web}
  spec: {selecter: {app: web}, ports: [{port: 80, targetPort: http}, {port: 81, targetPort: 81}]}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec:
    replicas: two
    selector: {matchLabels: {app: web}}
    template:
      metadata: {labels: {app: web}}
      spec: {containers: [{name: web, image: nginx, resources: {limits: {cpu: 1, memory: 1Gi}}}]}
`;

/** kubectl waits for the disk and for answers: a few at once keep two cores busy. */
const AT_ONCE = 4;

const kubectl = kubectlVersion();
const cases = recordedManifests();
const said = new Map<string, Outcome>();
const folder = mkdtempSync(join(tmpdir(), 'kubesim-validation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(kubectl === undefined)('recorded manifests through the real kubectl', () => {
  beforeAll(async () => {
    const cluster = await fresh();
    mkdirSync(join(folder, 'emptydir'));
    const left = [...cases];
    const work = async (): Promise<void> => {
      for (let one = left.shift(); one; one = left.shift()) said.set(one.title, await tried(one, cluster));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, 180_000);

  test.each(cases.map((one) => [one.title, one] as const))('%s', (title, { out, err, code }) => {
    expect(said.get(title)).toEqual({ out, err, code });
  });

  test('kubectl checks a List by the schemas of /openapi/v2', async () => {
    const files = [['list.yaml', LIST]] as const;
    const words = ['create', '-f', 'list.yaml'];
    const one = { title: 'a List', files, before: [], words, out: '', err: '', code: 0 };
    const { err, code } = await tried(one, await fresh());
    expect(code).toBe(1);
    expect(err).toContain('ValidationError(Service.spec): unknown field "selecter" in io.k8s.api.core.v1.ServiceSpec');
    const wrong =
      'ValidationError(Deployment.spec.replicas): invalid type for io.k8s.api.apps.v1.DeploymentSpec.replicas';
    expect(err).toContain(`${wrong}: got "string", expected "integer"`);
    expect(err).not.toMatch(/cpu|targetPort/);
  });

  test('every recorded manifest was tried', () => expect(said.size).toBe(184));
});

async function fresh(): Promise<Cluster> {
  const shell = terminal();
  await shell.run('cluster', 'init');
  const cluster = await new FileStateStore(shell.state).read();
  if (!cluster) throw new Error('no cluster');
  return cluster;
}

/** A server of its own for each case, so that nothing is left over from another. */
async function tried(one: RecordedManifest, cluster: Cluster): Promise<Outcome> {
  for (const [name, text] of one.files) writeFileSync(join(folder, name), text);
  const server = await serveApi(new MemoryStateStore(cluster), cluster, {
    filter: requestFilter(DEFAULT_FILTER),
    apiPrefix: '/',
    listen: { address: '127.0.0.1', port: 0 },
    speed: 10_000,
    now: () => Date.now(),
    warn: (problem) => console.error(problem),
  });
  try {
    const words = ['--server', `http://${server.location}`];
    for (const manifest of one.before) {
      expect(await run(manifest, [...words, 'apply', '-f', '-'])).toMatchObject({ code: 0 });
    }
    return await run(PORT_0, [...words, ...one.words]);
  } finally {
    await server.close();
  }
}

function run(stdin: string, words: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', words, {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'config') },
    });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    // kubectl may end without reading it.
    child.stdin.on('error', () => undefined).end(stdin);
    child.once('error', reject);
    child.once('close', (code) => resolve({ out, err, code: code ?? -1 }));
  });
}

function kubectlVersion(): string | undefined {
  try {
    return execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    console.log('skipped: there is no kubectl here');
    return undefined;
  }
}
