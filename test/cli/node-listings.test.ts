import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { RECORDINGS } from '../recordings/load-dump.ts';
import { countedLines, settleIpset, settleNft } from '../recordings/settle.ts';
import { terminal, type Outcome } from './run.ts';

const shell = terminal();
const recorded = (name: string): string => readFileSync(new URL(`1.36/types/${name}`, RECORDINGS), 'utf8');
const nft = (...words: string[]): Promise<Outcome> => shell.run('--proxy-mode', 'nftables', 'nft', ...words);
const ipvs = (...words: string[]): Promise<Outcome> => shell.run('--proxy-mode', 'ipvs', ...words);

beforeAll(async () => {
  const { code } = await shell.feed(recorded('cluster.yaml'), 'import', '-f', '-');
  expect(code).toBe(0);
});

describe('nft', () => {
  it.each([
    ['list', 'table', 'ip', 'kube-proxy', '--node', 'node2'],
    ['--node', 'node2', 'list', 'table', 'kube-proxy'],
    ['list', 'ruleset', '--node=node2'],
    ['-a', 'list', 'ruleset', 'ip', '--node=node2'],
  ])('%s %s %s ... is what node2 printed', async (...words) => {
    const { out, code } = await nft(...words.filter((word) => word !== undefined));
    expect(settleNft(countedLines(out))).toEqual(settleNft(countedLines(recorded('nft-ruleset.node2.txt'))));
    expect(code).toBe(0);
  });

  it('lists parts of a table', async () => {
    expect((await nft('list', 'tables')).out).toBe('table ip kube-proxy\n');
    expect((await nft('list', 'table', 'ip6', 'kube-proxy')).out).toContain('fib daddr type local ip6 daddr != ::1');
    expect((await nft('list', 'chain', 'ip', 'kube-proxy', 'services')).out).toContain('vmap @service-ips');
    expect((await nft('list', 'map', 'ip', 'kube-proxy', 'service-nodeports')).out).toBe(
      `table ip kube-proxy {
	map service-nodeports {
		type inet_proto . inet_service : verdict
		comment "NodePort traffic"
		elements = { tcp . 31000 : goto external-Z62NTLDZ-default/lb/tcp/,
			     tcp . 31001 : goto external-5X5C44GO-default/lb-local/tcp/ }
	}
}
`,
    );
    expect((await nft('list', 'chains')).out).not.toContain('jump');
    expect((await nft('list', 'sets')).out).toContain('set cluster-ips');
    expect((await nft('list', 'maps')).out).not.toContain('elements');
  });

  it('says what is not there as nft does, and what it does not do', async () => {
    expect(await nft('list', 'table', 'ip', 'nowhere')).toEqual({
      out: '',
      code: 1,
      err: 'Error: No such file or directory\nlist table ip nowhere\n              ^^^^^^^\n',
    });
    expect((await nft('list', 'set', 'ip', 'kube-proxy', 'service-ips')).code).toBe(1);
    expect((await nft('add', 'table', 'x')).code).toBe(2);
    expect((await nft('list', 'set', 'ip', 'kube-proxy')).code).toBe(2);
    expect((await nft('list', 'ruleset', '--node', 'nobody')).err).toContain('nodes "nobody" not found');
  });

  it('says on stderr that kube-proxy runs in another mode', async () => {
    expect(await shell.run('nft', 'list', 'ruleset')).toMatchObject({ out: '', code: 0 });
    expect((await shell.run('nft', 'list', 'ruleset')).err).toContain('runs in iptables mode');
  });
});

/** A dump that holds kube-proxy's ConfigMap: what runs in that cluster was started with it. */
it('an imported cluster runs the mode that its ConfigMap says', async () => {
  const other = terminal();
  const config = 'kind: KubeProxyConfiguration\n    mode: ipvs\n    ipvs:\n      scheduler: wlc\n';
  const dump = `apiVersion: v1
kind: ConfigMap
metadata: {name: kube-proxy, namespace: kube-system}
data:
  config.conf: |
    ${config}---
apiVersion: v1
kind: Pod
metadata: {name: kube-proxy-abcde, namespace: kube-system, labels: {k8s-app: kube-proxy}}
spec: {nodeName: node1, hostNetwork: true, containers: [{name: kube-proxy, image: kube-proxy}]}
---
`;
  await other.feed(dump + recorded('cluster.yaml'), 'import', '-f', '-');
  const { out, err } = await other.run('ipvsadm', '-Ln', '--node', 'node1');
  expect([out.includes('10.96.0.1:443 wlc'), err]).toEqual([true, '']);
});

describe('ipvsadm', () => {
  it.each([['-Ln'], ['-L', '-n'], ['--list', '--numeric'], ['-l', '-n'], []])(
    '%s %s is what ipvsadm prints',
    async (...words) => {
      const { out } = await ipvs('ipvsadm', ...words, '--node', 'node1');
      expect(out).toBe(recorded('ipvsadm-Ln-ownsort.node1.txt').replace(/^#.*\n/gm, ''));
    },
  );

  it('counts what was traced with --keep', async () => {
    await ipvs(
      'trace',
      '--keep',
      '--pod-network',
      'ptp',
      '--node',
      'node1',
      '--from',
      'pod=10.244.1.250',
      'tcp',
      '10.96.1.1',
      '80',
    );
    const connections = (await ipvs('ipvsadm', '-Lnc')).out.split('\n');
    expect(connections[2]).toMatch(
      /^TCP 15:00 {2}ESTABLISHED 10\.244\.1\.250:\d+ +10\.96\.1\.1:80 +10\.244\.[12]\.5:8080 /,
    );
    expect((await ipvs('ipvsadm', '-Ln')).out).toMatch(/10\.244\.[12]\.5:8080 +Masq {4}1 {6}1 {10}0/);
    const stats = (await ipvs('ipvsadm', '-L', '-n', '--stats')).out;
    expect(stats).toContain('TCP  10.96.1.1:80                        1        1        1       60       60');
    const next = (
      await ipvs(
        'trace',
        '--pod-network',
        'ptp',
        '--node',
        'node1',
        '--from',
        'pod=10.244.1.250',
        '-o',
        'json',
        'tcp',
        '10.96.1.1',
        '80',
      )
    ).out;
    expect((JSON.parse(next) as { outcomes: unknown[] }).outcomes).toHaveLength(1);
  });

  it('refuses to write', async () => {
    expect((await ipvs('ipvsadm', '-A', '-t', '1.2.3.4:80')).code).toBe(2);
    expect((await ipvs('ipvsadm', 'frob')).code).toBe(2);
  });
});

describe('ipset, ip, stats', () => {
  it('ipset list is what the node held', async () => {
    const { out } = await ipvs('ipset', 'list', '--node', 'node2');
    expect(settleIpset(countedLines(out))).toEqual(settleIpset(countedLines(recorded('ipset-list.node2.txt'))));
    expect((await ipvs('ipset', 'list', 'KUBE-NODE-PORT-TCP', '-n')).out).toBe('KUBE-NODE-PORT-TCP\n');
    expect((await ipvs('ipset', 'save', 'KUBE-NODE-PORT-TCP')).out).toBe(
      'create KUBE-NODE-PORT-TCP bitmap:port range 0-65535\nadd KUBE-NODE-PORT-TCP 31000\nadd KUBE-NODE-PORT-TCP 31001\nadd KUBE-NODE-PORT-TCP 31002\n',
    );
    expect(await ipvs('ipset', 'list', 'NOBODY')).toMatchObject({ code: 1, out: '' });
    expect((await ipvs('ipset', 'flush')).code).toBe(2);
  });

  it('ip addr show kube-ipvs0 lists every bound address', async () => {
    const { out } = await ipvs('ip', 'addr', 'show', 'kube-ipvs0');
    expect(out.split('\n')[0]).toBe('3: kube-ipvs0: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default ');
    expect(out).toContain(
      '    inet 10.96.0.1/32 scope global kube-ipvs0\n       valid_lft forever preferred_lft forever\n',
    );
    expect((await ipvs('ip', 'a', 's', 'eth7')).err).toBe('Device "eth7" does not exist.\n');
    expect((await shell.run('ip', 'addr', 'show', 'kube-ipvs0')).code).toBe(1);
    expect((await ipvs('ip', 'route')).code).toBe(2);
  });

  it('stats compares the modes', async () => {
    const { out } = await shell.run('stats', '--services', '10,20');
    expect(out).toMatch(/^node1, kube-proxy 1\.36 in iptables mode: 8 Services, 10 ports, 24 endpoints\n/);
    expect(out).toMatch(/^ipvs +18 +40 +17 /m);
    expect(JSON.parse((await shell.run('stats', '--services', 'none', '-o', 'json')).out)).toMatchObject({
      running: 'iptables',
      growth: [],
    });
    expect((await shell.run('stats', '--services', '0')).code).toBe(2);
  });
});
