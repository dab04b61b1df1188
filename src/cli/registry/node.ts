import type { Command, Option } from '../command.ts';

const NODE_OPTION: Option = {
  flags: '--node <node>',
  description: 'The node to look at (default: the first by name)',
};
const SAVE_OPTIONS: readonly Option[] = [
  NODE_OPTION,
  { flags: '-t, --table <table>', description: 'Only this table' },
  { flags: '-c, --counters', description: 'Show how many packets and bytes came by each rule' },
];

/** What a node holds: iptables, nftables, IPVS. */
export const NODE: readonly Command[] = [
  {
    name: 'iptables-save',
    summary: "Print a node's iptables rules as kube-proxy programmed them",
    group: 'Node',
    options: SAVE_OPTIONS,
    examples: [
      ['kubesim iptables-save -t nat --node node1', 'The nat table of node1'],
      ['kubesim --kube-version 1.20 iptables-save', 'In the layout that 1.19 and 1.20 share'],
      ['kubesim --proxy-mode ipvs iptables-save', 'The few rules of IPVS mode'],
    ],
    load: () => import('../commands/iptables-save.ts'),
  },
  {
    name: 'ip6tables-save',
    summary: "Print a node's ip6tables rules as kube-proxy programmed them",
    group: 'Node',
    options: SAVE_OPTIONS,
    load: () => import('../commands/ip6tables-save.ts'),
  },
  {
    name: 'nft',
    summary: "Print a node's nftables rules as kube-proxy programmed them",
    group: 'Node',
    arguments: '[words...]',
    options: [NODE_OPTION],
    passThrough: true,
    examples: [
      ['kubesim --proxy-mode nftables nft list ruleset', 'Everything, both families'],
      ['kubesim --proxy-mode nftables nft list table ip kube-proxy --node node2', "node2's IPv4 table"],
      ['kubesim --proxy-mode nftables nft list map ip kube-proxy service-ips', 'Where each cluster address leads'],
    ],
    load: () => import('../commands/nft.ts'),
  },
  {
    name: 'ipvsadm',
    summary: "Print a node's IPVS virtual servers",
    group: 'Node',
    arguments: '[words...]',
    options: [NODE_OPTION],
    passThrough: true,
    examples: [
      ['kubesim --proxy-mode ipvs ipvsadm -Ln', 'Virtual servers and the real servers behind them'],
      ['kubesim --proxy-mode ipvs ipvsadm -Ln --stats', 'What went through them in traces with --keep'],
      ['kubesim --proxy-mode ipvs ipvsadm -Lnc', 'The connection table'],
      ['kubesim --proxy-mode ipvs ipvsadm -Sn', 'In the form that ipvsadm -R reads'],
    ],
    load: () => import('../commands/ipvsadm.ts'),
  },
  {
    name: 'ipset',
    summary: "Print a node's ipsets of IPVS mode",
    group: 'Node',
    arguments: '[words...]',
    options: [NODE_OPTION],
    passThrough: true,
    examples: [
      ['kubesim --proxy-mode ipvs ipset list KUBE-CLUSTER-IP', 'One set'],
      ['kubesim --proxy-mode ipvs ipset save', 'In the form that ipset restore reads'],
    ],
    load: () => import('../commands/ipset.ts'),
  },
  {
    name: 'ip',
    summary: 'Print the addresses that IPVS mode binds to kube-ipvs0',
    group: 'Node',
    arguments: '[words...]',
    options: [NODE_OPTION],
    passThrough: true,
    examples: [['kubesim --proxy-mode ipvs ip addr show kube-ipvs0', 'Why cluster addresses answer on every node']],
    load: () => import('../commands/ip.ts'),
  },
  {
    name: 'stats',
    summary: 'Compare the proxy modes: rules, virtual servers, and what a packet tries until it finds its Service',
    group: 'Node',
    options: [
      NODE_OPTION,
      {
        flags: '--services <numbers>',
        description: 'How many Services to grow to, e.g. 10,100,1000 (none: skip)',
        default: '10,100,1000',
      },
      { flags: '-o, --output <format>', description: 'json instead of text', choices: ['json'] },
    ],
    examples: [
      ['kubesim stats', 'This cluster, then 10, 100 and 1000 Services'],
      ['kubesim stats --services 1000,10000', 'Where iptables begins to hurt'],
    ],
    load: () => import('../commands/stats.ts'),
  },
];
