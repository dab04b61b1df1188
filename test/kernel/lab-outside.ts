import { addressLine, CALM, NOWHERE, plain, type Net, type Placed, type PlanNamespace } from './lab-net.ts';

/** Clients of a lab, and the wire between them and the hosts. */

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
