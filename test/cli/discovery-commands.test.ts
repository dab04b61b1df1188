import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { serveDns } from '../../src/server/dns/serve.ts';
import { followState } from '../../src/server/dns/follow.ts';
import { FileStateStore } from '../../src/state/file-store.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { transact } from '../../src/cluster/transaction.ts';
import { seededRandom } from '../../src/net/random.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kubesim-discovery-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const state = join(scratch, 'state.json');

/** A command line run in this process: exit code and both streams. */
async function kubesim(line: string, stateFile = state): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(line.split(' '), {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readStdin: () => Promise.resolve(''),
    stdoutIsTerminal: false,
    stdinIsTerminal: false,
    columns: 80,
    env: { KUBESIM_STATE: stateFile, SOURCE_DATE_EPOCH: '1795334400' },
  });
  return { code, out, err };
}

/** Applies a Service of this name; returns the exit code. */
async function addService(name: string, stateFile = state): Promise<number> {
  const file = join(scratch, `${name}.yaml`);
  writeFileSync(file, `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { ports: [{ port: 80 }] }\n`);
  return (await kubesim(`apply -f ${file}`, stateFile)).code;
}

const manifest = join(scratch, 'web.yaml');
writeFileSync(
  manifest,
  `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.7.7, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: client }
spec: { containers: [{ name: c, image: i }] }
---
apiVersion: v1
kind: Pod
metadata: { name: plain }
spec: { dnsPolicy: Default, containers: [{ name: c, image: i }] }
---
apiVersion: v1
kind: Service
metadata: { name: late }
spec: { clusterIP: 10.96.8.8, ports: [{ port: 80 }] }
`,
);

describe('discovery from the command line', () => {
  test('a Service that came after the pod started', async () => {
    expect((await kubesim(`apply -f ${manifest}`)).code).toBe(0);
    expect(await addService('later')).toBe(0);
    const { out } = await kubesim('env client');
    expect(out).toContain('WEB_SERVICE_HOST=10.96.7.7\n');
    expect(out).not.toContain('LATER_');
    expect((await kubesim('env --services')).out).toContain('LATER_SERVICE_PORT=80\n');
    expect((await kubesim('env client --explain')).out).toMatch(/default\/later +0 +YOUNGER_THAN_POD/);
    expect((await kubesim('env client --services')).out.split('\n')[0]).toMatch(/^KUBERNETES_|^LATE_/);
  });

  test('resolv.conf of a pod, of a new pod, of a node', async () => {
    const cluster =
      'search default.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n';
    expect((await kubesim('resolv-conf client')).out).toBe(cluster);
    expect((await kubesim('resolv-conf')).out).toBe(cluster);
    expect((await kubesim('resolv-conf plain')).out).toContain('nameserver 127.0.0.53\n');
    expect((await kubesim('resolv-conf node/node1')).out).toContain('nameserver 127.0.0.53\n');
    expect(await kubesim('resolv-conf nobody')).toMatchObject({
      code: 1,
      err: 'Error from server (NotFound): pods "nobody" not found\n',
    });
  });

  test('a pod finds the name, the node does not and is told why', async () => {
    expect((await kubesim('nslookup web.default --from pod/client')).out).toContain('Address: 10.96.7.7\n');
    const node = await kubesim('nslookup web.default --from node/node1');
    expect(node).toMatchObject({
      code: 1,
      out: "Server:\t\t127.0.0.53\nAddress:\t127.0.0.53#53\n\n** server can't find web.default: NXDOMAIN\n\n",
    });
    expect(node.err).toContain('hint: node node1 asks 127.0.0.53');
  });

  test("kubesim's own options may stand anywhere among the tool's", async () => {
    const other = join(scratch, 'other.json');
    expect((await kubesim('nslookup --assume-dns -type=A web -n default --trace')).out).toContain('1 query for web\n');
    expect((await kubesim(`nslookup web --state ${other}`)).code).toBe(1);
    expect((await kubesim('dig web.default.svc.cluster.local +short')).out).toBe('10.96.7.7\n');
    expect((await kubesim('host web')).out).toBe('web.default.svc.cluster.local has address 10.96.7.7\n');
    expect((await kubesim('getent hosts web')).out).toBe('10.96.7.7       web.default.svc.cluster.local\n');
    expect(await kubesim('nslookup web --style nonsense')).toMatchObject({ code: 2 });
    expect(await kubesim('nslookup web --from pod/nobody')).toMatchObject({ code: 1 });
  });

  test("behind -- and in containers every word is the tool's", async () => {
    for (const words of ['nslookup web --', 'exec client -- nslookup web']) {
      const { out, err } = await kubesim(`${words} --from node/node1 --state ${state} --trace`);
      expect(out + err).not.toMatch(/quer(y|ies) for|127\.0\.0\.53/);
    }
  });

  test('the zone of one namespace', async () => {
    const { out } = await kubesim('dns zone default');
    expect(out.split('\n').slice(0, 2)).toEqual([
      '$ORIGIN cluster.local.',
      expect.stringMatching(/^cluster\.local\.\t\t30\tIN\tSOA\t/),
    ]);
    expect(out).toContain('web.default.svc.cluster.local. 30 IN\tA\t10.96.7.7\n');
    expect(out).not.toContain('kube-system.svc.cluster.local. 30 IN\tSRV');
  });

  test('the zone of a namespace that does not exist', async () => {
    expect(await kubesim('dns zone nope')).toMatchObject({
      out: '', err: 'Error from server (NotFound): namespaces "nope" not found\n', code: 1,
    }); // prettier-ignore
  });

  test('broken DNS, and a NetworkPolicy against UDP', async () => {
    for (const how of ['scale-to-zero', 'wrong-cluster-dns', 'no-endpoints', 'network-policy']) {
      expect((await kubesim(`cluster break dns --how ${how}`)).code).toBe(0);
      for (const from of ['', ' --from pod/client']) {
        const asked = await kubesim(`nslookup web${from}`);
        expect([how, asked.code, asked.out]).toEqual([
          how,
          1,
          expect.stringMatching(/: timed out\n;; no servers could be reached\n\n$/),
        ]);
        expect(asked.err).toContain('hint: ');
      }
      expect((await kubesim('cluster mend dns')).code).toBe(0);
      expect((await kubesim('nslookup web')).code).toBe(0);
    }
    expect((await kubesim('cluster mend dns')).code).toBe(1);
    expect((await kubesim('cluster break tea')).code).toBe(2);
  });

  test('a Corefile that CoreDNS would not start with is quoted', async () => {
    const file = join(scratch, 'coredns.yaml');
    writeFileSync(
      file,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: coredns, namespace: kube-system }\ndata:\n  Corefile: |\n    .:53 {\n        kubernets cluster.local\n    }\n',
    );
    await kubesim(`apply -f ${file}`);
    const { code, err } = await kubesim('nslookup web');
    expect([code, err.split('\n')[0]]).toEqual([
      1,
      "error: Corefile:2 - Error during parsing: Unknown directive 'kubernets'",
    ]);
  });
});

test('a server follows the state file', async () => {
  const file = join(scratch, 'followed.json');
  await addService('first', file);
  const store = new FileStateStore(file);
  const server = await serveDns((await store.read()) as Cluster, { address: '127.0.0.1', port: 0 });
  const changes: Cluster[] = [];
  const stop = followState(
    store,
    (next) => void changes.push(next),
    () => {},
  );
  await addService('second', file);
  const deadline = Date.now() + 5000;
  while (!changes.some((next) => next.get('services', 'default', 'second')) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop();
  await server.close();
  expect(changes.at(-1)?.get('services', 'default', 'second')).toBeDefined();
});

test('a server that follows the state is not kept waiting by writes that never pause', async () => {
  const file = join(scratch, 'busy.json');
  await addService('first', file);
  const store = new FileStateStore(file);
  let seen = 0;
  const stop = followState(
    store,
    () => void seen++,
    () => {},
  );
  const writer = new FileStateStore(file);
  const deadline = Date.now() + 5000;
  for (let i = 0; seen === 0 && Date.now() < deadline; i++) {
    await writer.update((cluster) =>
      transact(cluster as Cluster, { now: 0, random: seededRandom('') }, (tx) => tx.setExtra('turn', i)),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  stop();
  expect(seen).toBeGreaterThan(0);
});
