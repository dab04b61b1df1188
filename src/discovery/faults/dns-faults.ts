import type { KubeObject } from '../../api/meta.ts';
import { createObject } from '../../cluster/create.ts';
import { removeObject } from '../../cluster/delete.ts';
import { patchObject } from '../../cluster/patch.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { addressPlus, parseAddress } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';

/** The ways in which cluster DNS is broken most often. */
export const DNS_FAULTS = ['scale-to-zero', 'wrong-cluster-dns', 'no-endpoints', 'network-policy'] as const;
export type DnsFault = (typeof DNS_FAULTS)[number];

/** What was done, in kubectl's manner, and what to look at. */
export interface FaultReport {
  readonly lines: readonly string[];
  readonly note: string;
}

/** Kept in the state until the fault is mended: what stood there before. */
interface Remembered {
  readonly replicas?: number;
  readonly clusterDNS?: readonly string[];
  readonly selector?: Readonly<Record<string, string>>;
  /** Namespaces in which the policy was made. */
  readonly policies?: readonly string[];
}

const EXTRA = 'dnsFaults';
const DEPLOYMENT = { plural: 'deployments', namespace: 'kube-system', name: 'coredns' } as const;
const SERVICE = { plural: 'services', namespace: 'kube-system', name: 'kube-dns' } as const;
const POLICY = 'allow-only-tcp-egress';

/** Breaks the cluster's DNS in the named way; `namespace` is where a NetworkPolicy goes. Throws UserError where there is nothing to break. */
export function breakDns(tx: Transaction, how: DnsFault, namespace: string): FaultReport {
  switch (how) {
    case 'scale-to-zero':
      return scaleToZero(tx);
    case 'wrong-cluster-dns':
      return moveClusterDns(tx);
    case 'no-endpoints':
      return mistypeSelector(tx);
    case 'network-policy':
      return blockUdp(tx, namespace);
  }
}

/** Takes back everything that `breakDns` did. Throws UserError where nothing is broken. */
export function mendDns(tx: Transaction): FaultReport {
  const { replicas, clusterDNS, selector, policies = [] } = remembered(tx);
  const lines: string[] = [];
  if (replicas !== undefined && tx.get(DEPLOYMENT.plural, DEPLOYMENT.namespace, DEPLOYMENT.name)) {
    patchObject(tx, DEPLOYMENT, { spec: { replicas } }, 'merge');
    lines.push('deployment.apps/coredns scaled');
  }
  if (clusterDNS !== undefined) {
    tx.configure({ clusterDNS });
    lines.push(`kubelet: clusterDNS is ${clusterDNS.join(',')} again`);
  }
  if (selector !== undefined && tx.get(SERVICE.plural, SERVICE.namespace, SERVICE.name)) {
    patchObject(tx, SERVICE, [{ op: 'replace', path: '/spec/selector', value: selector }], 'json');
    lines.push('service/kube-dns patched');
  }
  for (const namespace of policies) {
    if (removeObject(tx, { plural: 'networkpolicies', namespace, name: POLICY })) {
      lines.push(`networkpolicy.networking.k8s.io "${POLICY}" deleted from ${namespace} namespace`);
    }
  }
  if (lines.length === 0) throw new UserError('the cluster DNS was not broken by kubesim', 1);
  tx.setExtra(EXTRA, {});
  return { lines, note: 'look again: kubesim nslookup kubernetes.default' };
}

function scaleToZero(tx: Transaction): FaultReport {
  const deployment = found(tx, DEPLOYMENT);
  const { replicas = 1 } = deployment['spec'] as { replicas?: number };
  remember(tx, { replicas: remembered(tx).replicas ?? replicas });
  patchObject(tx, DEPLOYMENT, { spec: { replicas: 0 } }, 'merge');
  return {
    lines: ['deployment.apps/coredns scaled'],
    note: 'CoreDNS has no pods: Service kube-dns is there, and nobody answers behind it',
  };
}

function moveClusterDns(tx: Transaction): FaultReport {
  const { clusterDNS } = tx.config;
  const [first] = clusterDNS;
  const base = first === undefined ? undefined : parseAddress(first);
  if (!base) throw new UserError('kubelet has no clusterDNS to begin with', 1);
  const taken = new Set(
    [...tx.all('services').values()].map((one) => (one['spec'] as { clusterIP?: string }).clusterIP),
  );
  let wrong = addressPlus(base, 1);
  while (taken.has(wrong.text)) wrong = addressPlus(wrong, 1);
  remember(tx, { clusterDNS: remembered(tx).clusterDNS ?? clusterDNS });
  tx.configure({ clusterDNS: [wrong.text] });
  return {
    lines: [`kubelet: clusterDNS is ${wrong.text} now`],
    note: `no Service has that address; resolv.conf in the pods names it all the same (the right one is ${first ?? ''})`,
  };
}

function mistypeSelector(tx: Transaction): FaultReport {
  const { selector = {} } = found(tx, SERVICE)['spec'] as { selector?: Record<string, string> };
  remember(tx, { selector: remembered(tx).selector ?? selector });
  patchObject(tx, SERVICE, { spec: { selector: { 'k8s-app': 'coredns' } } }, 'merge');
  return {
    lines: ['service/kube-dns patched'],
    note: 'its selector is k8s-app=coredns, the pods carry k8s-app=kube-dns: the Service has no endpoints',
  };
}

function blockUdp(tx: Transaction, namespace: string): FaultReport {
  const policies = new Set([...(remembered(tx).policies ?? []), namespace]);
  remember(tx, { policies: [...policies] });
  if (!tx.get('networkpolicies', namespace, POLICY)) {
    createObject(tx, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: POLICY, namespace },
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ protocol: 'TCP' }] }] },
    });
  }
  return {
    lines: [`networkpolicy.networking.k8s.io/${POLICY} created`],
    note: `pods of namespace ${namespace} may only send TCP: DNS over UDP port 53 is dropped`,
  };
}

function found(
  tx: Transaction,
  { plural, namespace, name }: { plural: string; namespace: string; name: string },
): KubeObject {
  const object = tx.get(plural, namespace, name);
  if (!object) throw new UserError(`the cluster has no ${plural.replace(/s$/, '')} ${namespace}/${name}`, 1);
  return object;
}

function remembered(tx: Transaction): Remembered {
  return (tx.extra(EXTRA) as Remembered | undefined) ?? {};
}

function remember(tx: Transaction, more: Remembered): void {
  tx.setExtra(EXTRA, { ...remembered(tx), ...more });
}
