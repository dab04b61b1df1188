import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { terminal } from './run.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');
const RECORDING = join(import.meta.dirname, '..', 'recordings', '1.36', 'types');
const shell = terminal();

beforeAll(async () => {
  await shell.run('apply', '-f', join(FIXTURES, 'quickstart'));
  await shell.run('apply', '-f', join(FIXTURES, 'nodeport'));
});

async function json(...words: readonly string[]): Promise<Record<string, unknown>> {
  const { out } = await shell.run('trace', '-o', 'json', ...words);
  return JSON.parse(out) as Record<string, unknown>;
}

describe('trace', () => {
  test('options may stand before and behind the request, global ones too', async () => {
    const before = await shell.run('--proxy-mode', 'nftables', 'trace', '-o', 'minimal', '--from', 'node/node2', 'tcp', 'web-nodeport.default', '1'); // prettier-ignore
    const behind = await shell.run('trace', 'tcp', 'web-nodeport.default', '1', '-o', 'minimal', '--from', 'node/node2', '--proxy-mode=nftables'); // prettier-ignore
    expect(behind).toEqual(before);
    const view = await shell.run('trace', 'curl', '-o', '/dev/null', '-sS', 'http://10.96.0.10:8090', '-o', 'summary');
    expect(view.out).toMatch(/^curl -o \/dev\/null -sS http:\/\/10\.96\.0\.10:8090 {2}from pod throwaway/);
  });

  test('exit codes: 0 delivered, 1 not, 2 for what cannot be asked', async () => {
    expect((await shell.run('trace', 'curl', 'http://10.96.0.10:8090')).code).toBe(0);
    expect((await shell.run('trace', 'curl', 'http://10.96.0.10:8091')).code).toBe(1);
    expect((await shell.run('trace', 'curl', 'http://nowhere')).code).toBe(1);
    const { code, err } = await shell.run('trace', 'tcp', 'web');
    expect([code, err]).toEqual([2, expect.stringContaining('ask like this: trace curl URL')]);
    expect((await shell.run('trace', '-o', 'picture', 'ping', 'x')).code).toBe(2);
    expect((await shell.run('trace', '--repeat', '0', 'ping', 'x')).code).toBe(2);
    expect((await shell.run('trace', '--pod-network', 'tin-can', 'ping', 'x')).code).toBe(2);
  });

  test('a name goes through the search list and over the Service of the DNS', async () => {
    const data = await json('curl', 'http://mysql:3306');
    expect(data['dns']).toMatchObject([
      { query: 'mysql.default.svc.cluster.local', type: 'A', rcode: 'NOERROR', answers: [expect.any(String)] },
      { query: 'mysql.default.svc.cluster.local', type: 'AAAA', rcode: 'NOERROR', answers: [] },
    ]);
    const layers = (data['steps'] as { layer: string; phase: string }[]).map((step) => `${step.phase} ${step.layer}`);
    expect(layers.indexOf('dns iptables')).toBeGreaterThanOrEqual(0);
    expect(layers.indexOf('dns dns')).toBeLessThan(layers.indexOf('request iptables'));
  });

  test('the same seed shows the same way', async () => {
    const shown = async (seed: string): Promise<string> => (await shell.run('--seed', seed, 'trace', 'tcp', '10.96.0.10', '8090')).out; // prettier-ignore
    expect(await shown('a')).toBe(await shown('a'));
    const all = new Set(await Promise.all([...'abcdefgh'].map(shown)));
    expect(all.size).toBeGreaterThan(1);
  });

  test('repeated requests are counted', async () => {
    const { out } = await shell.run('trace', '--repeat', '30', '--every', '10s', 'tcp', '10.96.0.10', '8090');
    expect(out).toContain('  30 +290s  delivered');
    expect(out.match(/^ {2} +\d+ {2}delivered/gm)?.length).toBe(6);
  });

  test('a pasted dump is walked without a cluster', async () => {
    const rules = join(RECORDING, 'iptables-save.node1.txt');
    const ask = (port: string): ReturnType<typeof shell.run> => shell.run('trace', '-o', 'minimal', '--rules', rules, '--addresses', 'eth0=192.168.2.118/24', '--from', 'external=192.168.2.50', 'tcp', '192.168.2.118', port); // prettier-ignore
    expect((await ask('31001')).out).toMatch(/delivered DELIVERED 1\.000000 - 10\.244\.1\.5:8080/);
    const refused = await ask('31002');
    expect([refused.code, refused.out]).toEqual([1, expect.stringMatching(/rejected RULE_REJECT 1\.000000/)]);
    expect((await shell.run('trace', '--rules', 'no-such-file', 'tcp', '10.0.0.1', '80')).err).toMatch(/cannot read no-such-file/); // prettier-ignore
  });
});

test('why explains, and its exit code says whether there was something to explain', async () => {
  const good = await shell.run('why', 'svc/web-nodeport');
  expect([good.code, good.out]).toEqual([0, expect.stringContaining('DELIVERED: nothing wrong was found')]);
  const bad = await shell.run('why', 'web-nodeprt', '-o', 'json');
  expect(bad.code).toBe(1);
  expect(JSON.parse(bad.out)).toMatchObject({ reason: 'NOT_FOUND', checks: [{ details: ['nearest name: web-nodeport (edit distance 1)'] }] }); // prettier-ignore
  expect((await shell.run('why', 'pod/web')).code).toBe(2);
});

test('connections are kept when asked to, and listed like the tool lists them', async () => {
  expect((await shell.run('conntrack', '-L')).err).toMatch(/0 flow entries.*\nHint: .*--keep/);
  await shell.run('trace', '--keep', '--from', 'external=192.168.2.50', 'curl', 'http://192.168.2.119:30553');
  const { out, err } = await shell.run('conntrack', '-L', '--node', 'node2');
  expect(out).toMatch(/^tcp {6}6 432000 ESTABLISHED src=192\.168\.2\.50 dst=192\.168\.2\.119 sport=49152 dport=30553 src=10\.244\.\d+\.\d+ dst=\S+ sport=80 dport=49152 \[ASSURED\] mark=0 use=1$/m); // prettier-ignore
  expect(err).toBe('conntrack v1.4.7 (conntrack-tools): 1 flow entries have been shown.\n');
  await shell.run('trace', '--keep', '--from', 'external=192.168.2.50', 'curl', 'http://192.168.2.119:30553');
  const { out: both } = await shell.run('conntrack', '-L', '--node', 'node2');
  expect(both.match(/sport=\d+ dport=30553/g)).toEqual(['sport=49152 dport=30553', 'sport=49153 dport=30553']);
  await shell.run('conntrack', '-F');
  expect((await shell.run('conntrack', '-L')).out).toBe('');
});

test('nginx-conf balances over the node ports', async () => {
  const { out } = await shell.run('nginx-conf', 'svc/web-nodeport');
  expect(out).toMatch(
    /^upstream web-nodeport \{\n {4}server 192\.168\.2\.118:30553;\n {4}server 192\.168\.2\.119:30553;\n\}/,
  );
  expect((await shell.run('nginx-conf', 'svc/kubernetes')).code).toBe(1);
});

test('matrix and compare', async () => {
  expect((await shell.run('matrix')).out).toMatch(/^SERVICE .*\n(.*\n)*default\/web-nodeport:8090\/tcp +ok/);
  expect((await shell.run('matrix', '-A', '-o', 'csv')).out).toContain('kube-system/kube-dns,53,udp');
  expect(await shell.run('compare', 'mode=iptables', 'mode=nftables')).toMatchObject({
    out: 'no flow differs\n',
    code: 0,
  });
  const changed = await shell.run('compare', join(FIXTURES, 'quickstart'), join(FIXTURES, 'nodeport'), '-o', 'json');
  expect(changed.code).toBe(1);
  expect(JSON.parse(changed.out)).toContainEqual({ source: 'a pod on node1', target: 'default/web-nodeport:8090/tcp by cluster address', kind: 'appeared', before: 'none', after: 'delivered' }); // prettier-ignore
  expect((await shell.run('compare', 'current')).code).toBe(2);
});
