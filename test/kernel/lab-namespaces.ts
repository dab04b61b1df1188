import { programNode } from '../../src/kube-proxy/program.ts';
import type { Address, Family } from '../../src/net/address.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { tableText } from '../../src/nftables/print.ts';
import type { Host } from '../../src/trace/topology.ts';
import type { World } from '../../src/trace/world.ts';
import type { Scene } from './lab.ts';

/** What one namespace of a lab is made of: links, addresses, routes, settings, rules. */

/** What lab.py does in one network namespace, in this order: sysctls, `ip -batch`, nfacct objects, programs. */
export interface PlanNamespace {
  readonly name: string;
  readonly sysctls: readonly (readonly [string, string])[];
  readonly batch: string;
  readonly accounts: readonly string[];
  readonly run: readonly { readonly argv: readonly string[]; readonly input: string }[];
}

export interface Placed {
  readonly address: Address;
  /** The host a pod runs on; the one by which a client comes in. */
  readonly host: string;
  readonly name: string;
}

export interface Net {
  readonly world: World;
  readonly hosts: readonly Host[];
  readonly pods: readonly Placed[];
  readonly clients: readonly Placed[];
  readonly prefix: string;
  readonly wire: string;
  readonly podNetwork: 'bridge' | 'ptp';
}

/** Where packets for nowhere go: the wire takes them and says nothing. */
const NOWHERE: Record<Family, string> = { 4: '169.254.1.1', 6: 'fd00:ffff::1' };
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
      if (via) lines.push(`route replace ${cidr.address.text}/${cidr.length} via ${via.text} dev eth0 onlink${preferred(host, via)}`); // prettier-ignore
    }
  }
  for (const [index, { address, host: home, name }] of pods.entries()) {
    if (home === host.name) lines.push(...podLink(net, index, address, name));
    else {
      const via = net.world.topology.hosts.get(home)?.primary(address.family);
      if (via) lines.push(`route replace ${plain(address)} via ${via.text} dev eth0 onlink${preferred(host, via)}`);
    }
  }
  return {
    name: prefix + host.name,
    sysctls: hostSysctls(scene),
    batch: lines.join('\n'),
    ...rulesOf(scene, host.name, watched),
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

/** Somebody outside: reaches the hosts and whoever else is outside directly, and everything else through one of the hosts. */
export function clientNamespace(
  { hosts, pods, clients, wire, world }: Net,
  { address, host, name }: Placed,
): PlanNamespace {
  const end = name.replace(/.*-/, '');
  const lines = ['link set lo up', `link add name eth0 type veth peer name ${end} netns ${wire}`, 'link set eth0 up', addressLine(address, 'eth0')]; // prettier-ignore
  const near = [...hosts.flatMap(({ addresses }) => addresses), ...clients.map((other) => other.address)];
  for (const one of near)
    if (one.family === address.family && one.text !== address.text) lines.push(`route replace ${plain(one)} dev eth0`);
  for (const pod of pods) {
    const via = world.topology.hosts.get(pod.host)?.primary(address.family);
    if (via && pod.address.family === address.family)
      lines.push(`route replace ${plain(pod.address)} via ${via.text} dev eth0 onlink`);
  }
  const gate = world.topology.hosts.get(host)?.primary(address.family);
  if (gate) lines.push(`route replace default via ${gate.text} dev eth0 onlink`);
  return { name, sysctls: CALM, batch: lines.join('\n'), accounts: [], run: [] };
}

/** The network between hosts and clients. It swallows what is for nobody. */
export function wireNamespace({ hosts, clients, wire }: Net): PlanNamespace {
  const ends = [...hosts.map(({ name }) => `h-${name}`), ...clients.map(({ name }) => name.replace(/.*-/, ''))];
  const lines = [
    'link set lo up',
    'link add name br0 type bridge forward_delay 0',
    'link set br0 up',
    `address add ${NOWHERE[4]}/32 dev br0`,
    `address add ${NOWHERE[6]}/128 dev br0 nodad`,
    'route replace default dev br0',
    'route replace ::/0 dev br0',
    ...ends.map((end) => `link set ${end} master br0 up`),
  ];
  const silent = [['bridge/bridge-nf-call-iptables', '0'], ['bridge/bridge-nf-call-ip6tables', '0']] as const; // prettier-ignore
  return { name: wire, sysctls: [...CALM, ...silent], batch: lines.join('\n'), accounts: [], run: [] };
}

/** No reverse path filter, no waiting for IPv6 addresses, no limit to ICMP errors; ping sockets. */
const CALM: readonly (readonly [string, string])[] = [
  ...['all', 'default'].flatMap((which) => [
    [`ipv4/conf/${which}/rp_filter`, '0'] as const,
    [`ipv6/conf/${which}/accept_dad`, '0'] as const,
    [`ipv6/conf/${which}/dad_transmits`, '0'] as const,
    [`ipv6/conf/${which}/router_solicitations`, '0'] as const,
    [`ipv6/conf/${which}/accept_ra`, '0'] as const,
  ]),
  ['ipv4/ping_group_range', '0 0'],
  ['ipv4/icmp_ratelimit', '0'],
  ['ipv4/icmp_msgs_per_sec', '1000000'],
  ['ipv4/icmp_msgs_burst', '100000'],
  ['ipv6/icmp/ratelimit', '0'],
];

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

function addressLine(address: Address, device: string, length?: number): string {
  const whole = address.family === 4 ? 32 : 128;
  return `address add ${address.text}/${length ?? whole} dev ${device}${address.family === 6 ? ' nodad' : ''}`;
}

function plain(address: Address): string {
  return `${address.text}/${address.family === 4 ? 32 : 128}`;
}

function preferred(host: Host, destination: Address): string {
  const own = host.primary(destination.family);
  return own ? ` src ${own.text}` : '';
}

function podMac(index: number): string {
  return `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;
}
