import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { clusterOfSize } from '../../src/trace/stats/cluster.ts';
import { modesOf, modeStats, workload } from '../../src/trace/stats/stats.ts';
import { loadDump } from '../recordings/load-dump.ts';

describe('modeStats', () => {
  it('counts what the recordings hold', () => {
    const cluster = loadDump('1.36', 'types');
    expect(workload(cluster, 'node1')).toEqual({ services: 8, ports: 10, endpoints: 24 });
    const [iptables, nftables, ipvs] = modesOf('1.36').map((mode) => modeStats(cluster, 'node1', mode));
    // nft-ruleset.node1.txt, ipvsadm-Ln and ipset-list of the same node.
    expect(nftables).toMatchObject({ chains: 29, rules: 41, sets: 8, virtualServers: 0 });
    expect(ipvs).toMatchObject({ virtualServers: 16, realServers: 25, sets: 17 });
    expect(iptables).toMatchObject({ sets: 0, entries: 0 });
  });

  it.each(['1.36', '1.20'])('%s: iptables searches longer with every Service, the others do not', (kubeVersion) => {
    const config = { ...DEFAULT_CONFIG, kubeVersion };
    const tried = (services: number): Map<string, number | undefined> =>
      new Map(
        modesOf(kubeVersion).map((mode) => [
          mode,
          modeStats(clusterOfSize(config, services, 3), 'node1', mode).matches?.mean,
        ]),
      );
    const [few, many] = [tried(10), tried(100)];
    expect(many.get('iptables')).toBeGreaterThan(4 * (few.get('iptables') ?? 0));
    expect(many.get('ipvs')).toBe(few.get('ipvs'));
    if (kubeVersion === '1.36') expect(many.get('nftables')).toBe(few.get('nftables'));
  });

  it('has no answer where nobody serves', () => {
    expect(modeStats(clusterOfSize(DEFAULT_CONFIG, 3, 0), 'node1', 'iptables').matches).toBeUndefined();
  });
});
