/**
 * `dns serve` under load: a zone of 10,000 Services with 5 endpoints each, asked by Debian's dnsperf for ten seconds, on one core.
 *
 *   npm run build && node bench/run.mjs dns-serve [seconds]
 *
 * Needs dnsperf and taskset. Prints one line of figures; the server's core and the generator's are different ones where there are two.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SERVICES = 10_000;
const ENDPOINTS = 5;
const NAMESPACES = 50;
const PORT = 15353;

const seconds = process.argv[2] ?? '10';
const folder = mkdtempSync(join(tmpdir(), 'kubesim-dns-'));
try {
  const state = join(folder, 'state.json');
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects() }));
  execFileSync('node', ['bin/kubesim.js', '--state', state, 'import', '-f', join(folder, 'cluster.json')], {
    stdio: 'inherit',
  });
  const questions = Array.from({ length: SERVICES }, (_, i) => `svc-${i}.ns-${i % NAMESPACES}.svc.cluster.local A`);
  writeFileSync(join(folder, 'questions.txt'), `${questions.join('\n')}\n`);
  const server = spawn(
    'taskset',
    ['-c', '0', 'node', 'bin/kubesim.js', '--state', state, 'dns', 'serve', '--port', String(PORT)],
    {
      stdio: 'ignore',
    },
  );
  await sleep(3000);
  try {
    const before = cpuSeconds(server.pid);
    const load = `-s 127.0.0.1 -p ${PORT} -d ${join(folder, 'questions.txt')} -l ${seconds} -c 8 -q 200`;
    const said = execFileSync('dnsperf', load.split(' ')).toString();
    const figure = (pattern: RegExp): string => pattern.exec(said)?.[1] ?? '?';
    const perSecond = Math.round(Number(figure(/Queries per second:\s+([\d.]+)/)));
    const worked = cpuSeconds(server.pid) - before;
    const perCpuSecond = Math.round(Number(figure(/Queries completed:\s+(\d+)/)) / worked);
    const lost = figure(/Queries lost:\s+(\d+)/);
    const busy = `${perCpuSecond.toLocaleString('en')} in a second of its own CPU time`;
    const latency = figure(/Average Latency \(s\):\s+([\d.]+)/);
    console.log(`dns serve: ${perSecond.toLocaleString('en')} queries/s (${busy}), ${lost} lost, average ${latency} s`);
  } finally {
    server.kill();
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** User and system time of a process in seconds (Linux, 100 ticks a second); on a busy machine the fairer figure. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function objects(): object[] {
  const list: object[] = [];
  for (let i = 0; i < NAMESPACES; i++)
    list.push({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `ns-${i}` } });
  for (let i = 0; i < SERVICES; i++) {
    const namespace = `ns-${i % NAMESPACES}`;
    const name = `svc-${i}`;
    const clusterIP = `10.${96 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
    const ports = [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }];
    list.push({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, resourceVersion: String(100 + i) },
      spec: { clusterIP, clusterIPs: [clusterIP], ports, type: 'ClusterIP', selector: { app: name } },
    });
    list.push({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${name}-x`,
        namespace,
        labels: { 'kubernetes.io/service-name': name },
        resourceVersion: String(20_000 + i),
      },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: Array.from({ length: ENDPOINTS }, (_, k) => ({
        addresses: [`10.244.${((i * ENDPOINTS + k) >> 8) & 255}.${(i * ENDPOINTS + k) & 255}`],
        conditions: { ready: true, serving: true, terminating: false },
      })),
    });
  }
  return list;
}
