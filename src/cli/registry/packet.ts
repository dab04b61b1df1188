import type { Command, Option } from '../command.ts';

const FROM: Option = {
  flags: '--from <source>',
  description: 'pod/NAME, pod=IP, node/NAME, deployment/NAME, external[=IP] or load-balancer',
};
const NODE: Option = {
  flags: '--node <node>',
  description: 'Node of a pod=IP source, or by which a client outside comes in',
};
const POD_NETWORK: Option = {
  flags: '--pod-network <kind>',
  description: 'bridge (cbr0 with an address) or ptp (routed veths without)',
};

/** The way of a packet. */
export const PACKET: readonly Command[] = [
  {
    name: 'trace',
    summary: 'Follow a packet through DNS, rules and nodes to the pod, and back',
    group: 'Packet',
    details:
      'Requests are typed as in a shell: curl [flags] URL | nc -zv HOST PORT | tcp|udp|sctp HOST PORT | ping HOST |\n' +
      'dig NAME. The exit code is 0 if the packet shown is delivered, else 1. docs/trace.md shows how to read the output.',
    arguments: '<request...>',
    passThrough: true,
    options: [
      FROM,
      NODE,
      { flags: '--all', description: 'Show every way the packet can take, as a tree' },
      {
        flags: '-o, --output <view>',
        description: 'detailed (default), summary, minimal, json, mermaid, dot or html',
      },
      { flags: '--explain', description: 'Also say which condition failed of rules that could have matched' },
      { flags: '--assume-dns', description: 'Names are answered even where the DNS pods cannot be reached' },
      { flags: '--repeat <count>', description: 'Send several requests that remember each other (affinity)' },
      { flags: '--every <duration>', description: 'Time between repeated requests: 60s, 5m' },
      { flags: '--keep', description: 'Keep connections and affinity in the state, for later traces and conntrack -L' },
      { flags: '--step', description: 'Walk the packet with the keyboard' },
      { flags: '--rules <file...>', description: 'Walk a pasted iptables-save or nft listing, without a cluster' },
      {
        flags: '--addresses <list>',
        description: "The pasted host's addresses: eth0=192.168.1.2/24,docker0=172.17.0.1/16",
      },
      POD_NETWORK,
    ],
    examples: [
      ['kubesim trace curl http://my-app.default:6666', 'From a throwaway pod, by name'],
      ['kubesim trace --from external curl http://192.168.2.119:30553', 'From outside, through a NodePort'],
      ['kubesim trace --from pod/client --all tcp web 80', 'Every possible way, with probabilities'],
      ['kubesim trace -o html curl http://web > trace.html', 'A page that plays the packet'],
      ['kubesim trace --repeat 5 --every 60s curl http://web', 'Where five requests in a row end'],
      ['kubesim trace --rules iptables-save.txt --addresses eth0=10.0.0.5/24 tcp 10.0.0.5 80', "Any host's rules"],
    ],
    load: () => import('../commands/trace.ts'),
  },
  {
    name: 'why',
    summary: 'Say why a Service does or does not answer, stop by stop, and what to do',
    group: 'Packet',
    details: 'Ends in a reason code, the line of the manifest at fault, and what to do.',
    arguments: '<service>',
    options: [{ flags: '-o, --output <format>', description: 'text (default) or json' }],
    examples: [
      ['kubesim why svc/orders', 'Selector, pods, ports, endpoints, rules, policies'],
      ['kubesim why web -n shop -o json', 'A Service of another namespace, for a script'],
    ],
    load: () => import('../commands/why.ts'),
  },
  {
    name: 'matrix',
    summary: 'Show who reaches whom: pods, nodes and outside against every Service port',
    group: 'Packet',
    options: [
      { flags: '-A, --all-namespaces', description: 'Pods and Services of all namespaces' },
      { flags: '--nodes', description: 'One pod a node stands for all of them' },
      { flags: '-o, --output <format>', description: 'table (default), csv or json' },
    ],
    examples: [
      ['kubesim matrix', 'The Services of one namespace, as a table'],
      ['kubesim matrix -A -o csv', 'Every flow of the cluster, for a spreadsheet'],
    ],
    load: () => import('../commands/matrix.ts'),
  },
  {
    name: 'compare',
    summary: 'Show which flows change between two clusters, manifests, proxy modes or versions',
    group: 'Packet',
    details:
      'Each side is a file or folder of manifests, a dump, a state file, or mode=MODE,version=VERSION: this cluster as it\n' +
      'would be then. The exit code is 1 where something changes.',
    arguments: '<before> <after>',
    options: [
      { flags: '--each-pod', description: 'Every pod as a source, instead of one a node' },
      { flags: '-o, --output <format>', description: 'text or json' },
    ],
    examples: [
      ['kubesim compare mode=iptables mode=ipvs', 'What another proxy mode would change'],
      ['kubesim compare old/ new/', 'What a change of manifests would change'],
    ],
    load: () => import('../commands/compare.ts'),
  },
  {
    name: 'conntrack',
    summary: 'List the connections that traces with --keep left in the nodes',
    group: 'Packet',
    options: [
      { flags: '-L, --list', description: 'List connections' },
      { flags: '-F, --flush', description: 'Forget all connections and affinity' },
      { flags: '-p, --protocol <protocol>', description: 'Only tcp, udp, sctp or icmp' },
      { flags: '--node <node>', description: 'Only of this node' },
    ],
    examples: [['kubesim trace --keep curl 10.96.0.10:8090 && kubesim conntrack -L', 'What the node remembers']],
    load: () => import('../commands/conntrack.ts'),
  },
  {
    name: 'nginx-conf',
    summary: "Print an nginx configuration that balances over a Service's node ports",
    group: 'Packet',
    arguments: '<service>',
    examples: [['kubesim nginx-conf svc/web-nodeport', 'An upstream over all nodes']],
    load: () => import('../commands/nginx-conf.ts'),
  },
  {
    name: 'tui',
    summary: 'Look around in the terminal: Services, what is wrong with them, traces from anywhere',
    group: 'Packet',
    examples: [['kubesim tui', 'Choose a Service, who asks it and where, then walk the packet']],
    load: () => import('../commands/tui.ts'),
  },
];
