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
        description:
          'Addresses for LoadBalancer Services, such as 203.0.113.10-203.0.113.20; without any they stay <pending>',
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
  {
    name: 'config view',
    summary: 'How the cluster is set up',
    group: 'Cluster',
    options: [{ flags: '-o, --output <format>', description: 'yaml or json' }],
    load: async () => ({ run: (await import('../commands/config.ts')).view }),
  },
  {
    name: 'config proxy-mode',
    summary: "Show kube-proxy's mode, or write another into its ConfigMap",
    group: 'Cluster',
    arguments: '[mode]',
    examples: [['kubesim config proxy-mode ipvs', 'For kube-proxies that start from now on']],
    load: async () => ({ run: (await import('../commands/config.ts')).proxyMode }),
  },
  {
    name: 'cluster-info',
    summary: 'Where the API server and the DNS are',
    group: 'Cluster',
    load: () => import('../commands/cluster-info.ts'),
  },
  {
    name: 'cluster-info dump',
    summary: 'Everything in the cluster as one list, for import',
    group: 'Cluster',
    options: [{ flags: '-o, --output <format>', description: 'yaml or json' }],
    load: () => import('../commands/cluster-info-dump.ts'),
  },
  {
    name: 'api-resources',
    summary: 'The types of objects',
    group: 'Cluster',
    options: [
      { flags: '--api-group <group>', description: 'Only of this group' },
      { flags: '--namespaced', description: 'Only those in namespaces; =false: only the others' },
      { flags: '-o, --output <format>', description: 'wide or name' },
      { flags: '--no-headers', description: 'Leave the column titles out' },
      { flags: '--sort-by <column>', description: 'name or kind' },
      { flags: '--verbs <verbs...>', description: 'Only those that know these verbs' },
      { flags: '--categories <categories...>', description: 'Only those of these categories' },
    ],
    load: () => import('../commands/api-resources.ts'),
  },
  {
    name: 'api-versions',
    summary: 'The groups and versions of the API',
    group: 'Cluster',
    load: () => import('../commands/api-versions.ts'),
  },
  {
    name: 'version',
    summary: 'The version of Kubernetes that is simulated',
    group: 'Cluster',
    options: [
      { flags: '--client', description: 'Only that of the client' },
      { flags: '-o, --output <format>', description: 'yaml or json' },
    ],
    load: () => import('../commands/version.ts'),
  },
];
