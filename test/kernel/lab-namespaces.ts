import { programNode } from '../../src/kube-proxy/program.ts';
import type { Address, Family } from '../../src/net/address.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { tableText } from '../../src/nftables/print.ts';
import type { Host } from '../../src/trace/topology.ts';
import { addressLine, CALM, NOWHERE, plain, type Net, type Placed, type PlanNamespace } from './lab-net.ts';
import { overlay } from './lab-overlay.ts';
import type { Scene } from './lab.ts';

/** What the namespaces of hosts and pods are made of: links, addresses, routes, settings, rules. */

/** Every pod's gateway, and its hardware address. */
const GATEWAY: Record<Family, string> = { 4: '169.254.1.1', 6: 'fe80::1' };
const GATEWAY_MAC = '02:ee:00:00:00:01';

/** A node. `watched`: its kernel tells which rules packets match. */
export function hostNamespace(net: Net, host: Host, scene: Scene, watched: boolean): PlanNamespace {
  const { hosts, pods, clients, prefix, wire, podNetwork } = net;
  const lines = [
    'link set lo up',
    `link add name eth0 type veth peer name h-${host.name} netns ${wire}`,
    'link set eth0 up',
  ];
  // Among equals a kernel prefers its first IPv4 address and its newest IPv6 address: both shall be the host's main one.
  for (const family of [4, 6] as const) {
    const own = host.addresses.filter((address) => address.family === family);
    for (const address of family === 4 ? own : own.toReversed()) lines.push(addressLine(address, 'eth0'));
  }
  if (podNetwork === 'bridge') {
    lines.push('link add name cbr0 type bridge forward_delay 0', 'link set cbr0 up');
    for (const cidr of host.podCIDRs) {
      const own = host.bridge(cidr.address.family);
      if (own) lines.push(addressLine(own, 'cbr0', cidr.length));
    }
  }
  const direct = (address: Address): string => `route replace ${plain(address)} dev eth0${preferred(host, address)}`;
  for (const other of hosts) if (other !== host) lines.push(...other.addresses.map(direct));
  for (const client of clients) lines.push(direct(client.address));
  for (const family of [4, 6] as const) {
    const own = host.primary(family);
    if (own) lines.push(`route replace default via ${NOWHERE[family]} dev eth0 onlink src ${own.text}`);
  }
  for (const other of hosts) {
    if (other === host) continue;
    for (const cidr of other.podCIDRs) {
      const via = other.primary(cidr.address.family);
      if (via && !host.overlay(cidr.address.family)) lines.push(`route replace ${cidr.address.text}/${cidr.length} via ${via.text} dev eth0 onlink${preferred(host, via)}`); // prettier-ignore
    }
  }
  const tunnel = overlay(hosts, host);
  lines.push(...tunnel.lines);
  for (const [index, { address, host: home, name }] of pods.entries()) {
    if (home === host.name) lines.push(...podLink(net, index, address, name));
    else if (!host.overlay(address.family)) {
      const via = net.world.topology.hosts.get(home)?.primary(address.family);
      if (via) lines.push(`route replace ${plain(address)} via ${via.text} dev eth0 onlink${preferred(host, via)}`);
    }
  }
  const rules = rulesOf(scene, host.name, watched);
  return {
    name: prefix + host.name,
    sysctls: hostSysctls(scene),
    batch: lines.join('\n'),
    accounts: rules.accounts,
    run: [...tunnel.run, ...rules.run],
  };
}

function podLink({ podNetwork }: Net, index: number, address: Address, name: string): string[] {
  const ends = `link add name v${index} address ${GATEWAY_MAC} type veth peer name eth0 address ${podMac(index)} netns ${name}`;
  if (podNetwork === 'bridge')
    return [
      `link add name v${index} type veth peer name eth0 address ${podMac(index)} netns ${name}`,
      `link set v${index} master cbr0 up`,
      `link set v${index} type bridge_slave hairpin on`,
    ];
  return [
    ends,
    `link set v${index} up`,
    `route replace ${plain(address)} dev v${index}`,
    `neigh replace ${address.text} lladdr ${podMac(index)} dev v${index} nud permanent`,
  ];
}

/** A pod, whose only way out is its node. */
export function podNamespace({ world, podNetwork }: Net, { address, host, name }: Placed): PlanNamespace {
  const { family } = address;
  const home = world.topology.hosts.get(host);
  const lines = ['link set lo up', 'link set eth0 up'];
  const bridge = podNetwork === 'bridge' ? home?.bridge(family) : undefined;
  if (bridge) {
    const length = home?.podCIDRs.find((cidr) => cidr.address.family === family)?.length ?? 24;
    lines.push(addressLine(address, 'eth0', length), `route replace default via ${bridge.text} dev eth0 onlink`);
  } else
    lines.push(
      addressLine(address, 'eth0'),
      `neigh replace ${GATEWAY[family]} lladdr ${GATEWAY_MAC} dev eth0 nud permanent`,
      `route replace default via ${GATEWAY[family]} dev eth0 onlink`,
    );
  return { name, sysctls: CALM, batch: lines.join('\n'), accounts: [], run: [] };
}

/** A node's settings, with route_localnet as kube-proxy sets it. */
function hostSysctls({ cluster, tool }: Scene): (readonly [string, string])[] {
  const { localhostNodePorts } = cluster.config.proxy;
  const localnet = tool !== 'nft' && localhostNodePorts ? '1' : '0';
  return [
    ...CALM,
    ['ipv4/ip_forward', '1'],
    ['ipv6/conf/all/forwarding', '1'],
    ['ipv4/conf/all/route_localnet', localnet],
    ['bridge/bridge-nf-call-iptables', '1'],
    ['bridge/bridge-nf-call-ip6tables', '1'],
  ];
}

const WATCH_NFT = (['ip', 'ip6'] as const)
  .map((family) => {
    const chain = (hook: string): string =>
      `chain ${hook} {\n type filter hook ${hook} priority -350\n tcp flags & syn == syn meta nftrace set 1\n meta l4proto udp meta nftrace set 1\n}\n`;
    return `table ${family} watch {\n${chain('prerouting')}${chain('output')}}\n`;
  })
  .join('');

function rulesOf({ cluster, tool }: Scene, node: string, watched: boolean): Pick<PlanNamespace, 'accounts' | 'run'> {
  const program = programNode(cluster, node);
  if (tool === 'nft') {
    const tables = ([4, 6] as const).flatMap((family) => program.nftables(family) ?? []);
    const text = tables.map((table) => tableText(table)).join('') + (watched ? WATCH_NFT : '');
    return { accounts: [], run: [{ argv: ['nft', '-f', '-'], input: text }] };
  }
  const load = (family: Family): PlanNamespace['run'][number][] => {
    const command = family === 4 ? tool : tool.replace('iptables', 'ip6tables');
    return [{ argv: [`${command}-restore`], input: printRuleset(program.iptables(family)) }];
  };
  const watch = ['PREROUTING', 'OUTPUT'].flatMap((chain) => [`-A ${chain} -p tcp -m tcp --tcp-flags SYN SYN -j TRACE`, `-A ${chain} -p udp -j TRACE`]); // prettier-ignore
  const raw = { argv: [`${tool}-restore`, '--noflush'], input: `*raw\n${watch.join('\n')}\nCOMMIT\n` };
  return { accounts: ['localhost_nps_accepted_pkts', 'ct_state_invalid_dropped_pkts'], run: [...load(4), ...load(6), ...(watched ? [raw] : [])] }; // prettier-ignore
}

function preferred(host: Host, destination: Address): string {
  const own = host.primary(destination.family);
  return own ? ` src ${own.text}` : '';
}

function podMac(index: number): string {
  return `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
}
