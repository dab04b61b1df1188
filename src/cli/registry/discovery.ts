import type { Command, Option } from '../command.ts';

/** kubesim's own options of the tools that read their words themselves. */
const TOOL_OPTIONS: readonly Option[] = [
  { flags: '--from <who>', description: 'pod/NAME or node/NAME; else a throwaway pod of the namespace' },
  { flags: '--assume-dns', description: "Answer as the cluster's DNS would, whether or not its pods can be reached" },
  { flags: '--trace', description: 'Show every query with what came back, and how many there were' },
];

/** What a pod can find out: variables, resolv.conf, DNS. */
export const DISCOVERY: readonly Command[] = [
  {
    name: 'env',
    summary: "Print a pod's environment variables, or those a pod that starts now would be given",
    group: 'Discovery',
    arguments: '[pod]',
    options: [
      { flags: '--services', description: 'Only what Services give; without POD: to a pod that starts now' },
      { flags: '--explain', description: 'Say which Service gave variables, and why another gave none' },
      { flags: '-c, --container <name>', description: 'Container; the first one if left out' },
    ],
    examples: [
      ['kubesim env web-5b7d9-x2x9k', "All variables of the pod's first container"],
      ['kubesim env --services -n shop', 'What a pod that starts now in namespace shop would be given'],
      ['kubesim env web-5b7d9-x2x9k --explain', 'Why a Service gave no variables'],
    ],
    load: () => import('../commands/env.ts'),
  },
  {
    name: 'resolv-conf',
    summary: "Print a pod's /etc/resolv.conf as kubelet and the container runtime write it",
    group: 'Discovery',
    arguments: '[pod]',
    examples: [
      ['kubesim resolv-conf web-0', 'Of a pod; warnings of kubelet go to stderr'],
      ['kubesim resolv-conf node/node1', "The node's own file"],
      ['kubesim resolv-conf -n shop', 'Of a pod that would start now'],
    ],
    load: () => import('../commands/resolv-conf.ts'),
  },
  {
    name: 'nslookup',
    summary: 'Look a name up as nslookup does in a pod, or on a node',
    group: 'Discovery',
    arguments: '[words...]',
    passThrough: true,
    options: [
      ...TOOL_OPTIONS,
      { flags: '--style <style>', description: 'bind (9.18, the default), busybox (1.29 and later) or busybox-1.28' },
    ],
    examples: [
      ['kubesim nslookup my-app.default', 'As a throwaway pod in the namespace asks'],
      [
        'kubesim nslookup my-app.default --from node/node1',
        "As the node asks: its resolver does not know the cluster's names",
      ],
      ['kubesim nslookup -type=SRV _http._tcp.web --trace', 'With every query that was sent'],
    ],
    load: () => import('../commands/nslookup.ts'),
  },
  {
    name: 'dig',
    summary: 'Look a name up as dig does',
    group: 'Discovery',
    arguments: '[words...]',
    passThrough: true,
    options: TOOL_OPTIONS,
    examples: [
      ['kubesim dig +short my-app.default.svc.cluster.local', 'Only the addresses'],
      ['kubesim dig -x 10.96.0.10', 'The name of an address'],
    ],
    load: () => import('../commands/dig.ts'),
  },
  {
    name: 'host',
    summary: 'Look a name up as host does',
    group: 'Discovery',
    arguments: '[words...]',
    passThrough: true,
    options: TOOL_OPTIONS,
    examples: [['kubesim host my-app', 'A, AAAA and MX of a name']],
    load: () => import('../commands/host.ts'),
  },
  {
    name: 'getent',
    summary: 'Look a name up as an application does: getent hosts, ahosts',
    group: 'Discovery',
    arguments: '[words...]',
    passThrough: true,
    options: [...TOOL_OPTIONS, { flags: '--libc <libc>', description: 'glibc (the default) or musl' }],
    examples: [['kubesim getent hosts my-app', 'What gethostbyname says']],
    load: () => import('../commands/getent.ts'),
  },
  {
    name: 'dns zone',
    summary: "Print the cluster's DNS zone, or one namespace of it, as a zone file",
    group: 'Discovery',
    arguments: '[namespace]',
    examples: [['kubesim dns zone default', 'Every record of namespace default']],
    load: () => import('../commands/dns-zone.ts'),
  },
  {
    name: 'dns serve',
    summary: "Answer real DNS clients with the cluster's names, over UDP and TCP",
    group: 'Discovery',
    options: [
      { flags: '--address <address>', description: 'Address to listen on', default: '127.0.0.1' },
      { flags: '--port <port>', description: 'Port to listen on', default: '5353' },
      {
        flags: '--forward <server>',
        description: 'Send questions about names outside the cluster to this server (ADDRESS[:PORT])',
      },
      { flags: '--allow-transfer', description: 'Answer AXFR, whatever the Corefile says' },
    ],
    examples: [
      ['kubesim dns serve --port 5353', 'Then: dig @127.0.0.1 -p 5353 my-app.default.svc.cluster.local'],
      ['kubesim dns serve --forward 9.9.9.9', 'Names of the outside are asked for outside'],
    ],
    load: () => import('../commands/dns-serve.ts'),
  },
];
