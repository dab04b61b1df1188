import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { Transaction } from '../../src/cluster/transaction.ts';
import { initCluster } from '../../src/controllers/bootstrap/init.ts';
import { reconcile } from '../../src/controllers/reconcile.ts';
import { breakDns, DNS_FAULTS, mendDns, type FaultReport } from '../../src/discovery/faults/dns-faults.ts';
import { throwawayPod } from '../../src/discovery/resolver/asker.ts';
import { resolveFor } from '../../src/discovery/resolver/resolve.ts';
import { seededRandom } from '../../src/net/random.ts';

const now = Date.parse('2026-11-22T05:00:00Z');
const fresh = initCluster({}, { now, random: seededRandom('faults') });

function changed(cluster: Cluster, work: (tx: Transaction) => FaultReport): { cluster: Cluster; report: FaultReport } {
  const tx = new Transaction(cluster, { now, random: seededRandom('faults') });
  const report = work(tx);
  reconcile(tx);
  return { cluster: tx.commit(), report };
}

const lookUp = (cluster: Cluster): string => resolveFor(cluster, throwawayPod('default'), 'kubernetes').rcode;

describe('DNS broken on purpose', () => {
  for (const how of DNS_FAULTS) {
    test(`${how}, and mended`, () => {
      expect(lookUp(fresh)).toBe('NOERROR');
      const broken = changed(fresh, (tx) => breakDns(tx, how, 'default'));
      expect(broken.report.lines).toHaveLength(1);
      // A NetworkPolicy stops packets on the way, which needs a walk; endpoints and addresses do not.
      if (how !== 'network-policy') expect(lookUp(broken.cluster)).toBe('TIMEOUT');
      else expect([...broken.cluster.all('networkpolicies').keys()]).toEqual(['default/allow-only-tcp-egress']);
      const again = changed(broken.cluster, (tx) => breakDns(tx, how, 'default'));
      const mended = changed(again.cluster, mendDns).cluster;
      expect(lookUp(mended)).toBe('NOERROR');
      expect(mended.all('networkpolicies').size).toBe(0);
      expect(mended.config.clusterDNS).toEqual(fresh.config.clusterDNS);
    });
  }
  test('nothing to mend', () =>
    expect(() => changed(fresh, mendDns)).toThrow('the cluster DNS was not broken by kubesim'));
});
