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
];
