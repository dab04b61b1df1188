import type { Command } from '../command.ts';
import { FILENAME, RECURSIVE } from './options.ts';

/** The simulated cluster itself: its set-up, versions, resources. */
export const CLUSTER: readonly Command[] = [
  {
    name: 'cluster init',
    summary: 'Start a new cluster, as kubeadm would',
    group: 'Cluster',
    options: [
      { flags: '--nodes <number>', description: 'How many nodes (2)' },
      { flags: '--service-cidr <cidrs>', description: 'Network of the Services; two for dual stack (10.96.0.0/12)' },
      { flags: '--pod-cidr <cidrs>', description: 'Network of the pods; two for dual stack (10.244.0.0/16)' },
      { flags: '--cluster-dns <addresses>', description: "The DNS Service's address (tenth of the Services' network)" },
      { flags: '--cluster-domain <domain>', description: 'Domain of the cluster (cluster.local)' },
      { flags: '--node-port-range <range>', description: 'Node ports (30000-32767)' },
      {
        flags: '--load-balancer-pool <ranges>',
        description: 'Addresses for LoadBalancer Services (203.0.113.10-203.0.113.20)',
      },
      { flags: '--pod-network <kind>', description: 'How pods hang on their node', choices: ['bridge', 'ptp'] },
      { flags: '--overlay <kind>', description: 'How pods reach other nodes', choices: ['routed', 'vxlan'] },
      { flags: '--force', description: 'Throw away the cluster that is there' },
    ],
    examples: [
      ['kubesim cluster init --nodes 3 --proxy-mode ipvs', 'Three nodes, kube-proxy with IPVS'],
      [
        'kubesim cluster init --pod-cidr 10.244.0.0/16,fd00:10:244::/48 --service-cidr 10.96.0.0/12,fd00:10:96::/112',
        'Dual stack',
      ],
      ['kubesim cluster init --kube-version 1.20 --force', 'The rules of older clusters'],
    ],
    load: () => import('../commands/cluster-init.ts'),
  },
  {
    name: 'import',
    summary: 'Look at a real cluster: read a dump of its objects, status and all',
    group: 'Cluster',
    options: [FILENAME, RECURSIVE],
    examples: [
      [
        'kubectl get nodes,ns,svc,endpointslices,pods,deploy,rs -A -o yaml | kubesim import -f -',
        'From a cluster that kubectl reaches',
      ],
    ],
    load: () => import('../commands/import.ts'),
  },
  {
    name: 'cluster break',
    summary: 'Break a part of the cluster on purpose, to see what people see then',
    group: 'Cluster',
    arguments: '<part>',
    options: [
      {
        flags: '--how <fault>',
        description:
          'scale-to-zero (the default), wrong-cluster-dns, no-endpoints or network-policy (in the namespace)',
      },
    ],
    examples: [
      ['kubesim cluster break dns', 'CoreDNS scaled to zero'],
      ['kubesim cluster break dns --how network-policy -n shop', 'No UDP out of namespace shop'],
    ],
    load: () => import('../commands/cluster-break.ts'),
  },
  {
    name: 'cluster mend',
    summary: 'Take back what cluster break did',
    group: 'Cluster',
    arguments: '<part>',
    examples: [['kubesim cluster mend dns', 'As it was before']],
    load: () => import('../commands/cluster-mend.ts'),
  },
];
