import type { Host } from '../../src/trace/topology.ts';
import { addressLine, type PlanNamespace } from './lab-net.ts';

/** flannel.1: the VXLAN device by which the pods of other hosts are reached, where there is an overlay. */
export function overlay(hosts: readonly Host[], host: Host): { lines: string[]; run: PlanNamespace['run'] } {
  const outer = host.primary(4) ?? host.primary(6);
  const own = ([4, 6] as const).flatMap((family) => host.overlay(family) ?? []);
  if (!outer || own.length === 0) return { lines: [], run: [] };
  const mac = (of: Host): string => `02:ff:00:00:00:${hosts.indexOf(of).toString(16).padStart(2, '0')}`;
  const lines = [
    `link add flannel.1 address ${mac(host)} type vxlan id 1 dstport 8472 local ${outer.text} dev eth0 nolearning`,
    'link set flannel.1 up',
    ...own.map((address) => addressLine(address, 'flannel.1')),
  ];
  const forwarding: string[] = [];
  for (const other of hosts) {
    const at = other.primary(outer.family);
    if (other === host || !at) continue;
    forwarding.push(`fdb append ${mac(other)} dev flannel.1 dst ${at.text}`);
    for (const cidr of other.podCIDRs) {
      const via = other.overlay(cidr.address.family);
      if (!via) continue;
      lines.push(`neigh replace ${via.text} lladdr ${mac(other)} dev flannel.1 nud permanent`);
      lines.push(`route replace ${cidr.address.text}/${cidr.length} via ${via.text} dev flannel.1 onlink`);
    }
  }
  return { lines, run: [{ argv: ['bridge', '-batch', '-'], input: forwarding.join('\n') }] };
}
