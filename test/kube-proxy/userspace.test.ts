import { describe, expect, it } from 'vitest';
import { programNode } from '../../src/kube-proxy/program.ts';
import { userspaceProgram } from '../../src/kube-proxy/userspace.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { cluster, node, rulesOf, service } from './support.ts';

const objects = [
  node('node1', ['192.168.0.2']),
  service(
    'web',
    {
      type: 'LoadBalancer',
      clusterIP: '10.96.0.10',
      externalIPs: ['192.0.2.50'],
      ports: [{ name: 'http', port: 80, nodePort: 30_080 }],
    },
    ['203.0.113.10'],
  ),
  service('dns', { clusterIP: '10.96.0.11', ports: [{ port: 53, protocol: 'UDP' }] }),
];
const made = cluster(objects, { kubeVersion: '1.20', proxy: { mode: 'userspace' } });
const program = userspaceProgram(made, 'node1', 4);
const rules = (chain: string, table = 'nat'): string[] => rulesOf(program.ruleset, table, chain);

describe('userspace mode', () => {
  const port = Number(/--to-ports (\d+)/.exec(rules('KUBE-NODEPORT-CONTAINER')[0] ?? '')?.[1]);

  it('leads packets from elsewhere to the proxy process by REDIRECT', () => {
    const web = `-p tcp -m comment --comment "default/web:http" -m tcp --dport 80`;
    expect(rules('KUBE-PORTALS-CONTAINER').filter((rule) => rule.includes('web'))).toEqual([
      `-d 10.96.0.10/32 ${web} -j REDIRECT --to-ports ${port}`,
      `-d 192.0.2.50/32 ${web} -m physdev ! --physdev-is-in -j REDIRECT --to-ports ${port}`,
      `-d 192.0.2.50/32 ${web} -m addrtype --dst-type LOCAL -j REDIRECT --to-ports ${port}`,
      `-d 203.0.113.10/32 ${web} -j REDIRECT --to-ports ${port}`,
    ]);
    expect(rules('KUBE-PORTALS-CONTAINER')[0]).toContain('-d 10.96.0.11/32 -p udp');
  });

  it('leads packets of the host to its own address', () => {
    const web = `-p tcp -m comment --comment "default/web:http" -m tcp --dport 80`;
    expect(rules('KUBE-PORTALS-HOST').filter((rule) => rule.includes('web'))).toEqual([
      `-d 10.96.0.10/32 ${web} -j DNAT --to-destination 192.168.0.2:${port}`,
      `-d 192.0.2.50/32 ${web} -m addrtype --dst-type LOCAL -j DNAT --to-destination 192.168.0.2:${port}`,
      `-d 203.0.113.10/32 ${web} -j DNAT --to-destination 192.168.0.2:${port}`,
    ]);
  });

  it('takes node ports after the portals', () => {
    const web = '-p tcp -m comment --comment "default/web:http" -m tcp --dport';
    expect(rules('KUBE-NODEPORT-CONTAINER')).toEqual([`${web} 30080 -j REDIRECT --to-ports ${port}`]);
    expect(rules('KUBE-NODEPORT-HOST')).toEqual([`${web} 30080 -j DNAT --to-destination 192.168.0.2:${port}`]);
    expect(rules('KUBE-NODEPORT-NON-LOCAL', 'filter')).toEqual([`${web} ${port} -m state --state NEW -j ACCEPT`]);
    expect(rules('PREROUTING')).toEqual([
      '-m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-CONTAINER',
      '-m addrtype --dst-type LOCAL -m comment --comment "handle service NodePorts; NOTE: this must be the last rule in the chain" -j KUBE-NODEPORT-CONTAINER',
    ]);
  });

  it('knows the Service behind a port of the process, the same at every run', () => {
    expect(port).toBeGreaterThanOrEqual(32_768);
    expect(program.portBehind('tcp', port)?.name).toBe('default/web:http');
    expect(program.portBehind('udp', port)).toBeUndefined();
    const again = userspaceProgram(cluster([...objects].reverse(), made.config), 'node1', 4);
    expect(again.portBehind('tcp', port)?.name).toBe('default/web:http');
  });

  it('is what the node is programmed with, and serves one family', () => {
    expect(programNode(made, 'node1').iptables(4)).toBe(program.ruleset);
    expect(programNode(made, 'node1').iptables(6).tables).toEqual([]);
    const text = printRuleset(program.ruleset);
    expect(printRuleset(parseRuleset(text))).toBe(text);
  });
});
