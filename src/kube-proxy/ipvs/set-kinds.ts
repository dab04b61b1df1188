import type { Family } from '../../net/address.ts';

/** The ipsets of IPVS mode in the order in which kube-proxy creates them and writes their rules. Source: ipsetInfo (pkg/proxy/ipvs). */
export type SetKind =
  | 'LOOP-BACK'
  | 'CLUSTER-IP'
  | 'EXTERNAL-IP'
  | 'EXTERNAL-IP-LOCAL'
  | 'LOAD-BALANCER'
  | 'LOAD-BALANCER-FW'
  | 'LOAD-BALANCER-LOCAL'
  | 'LOAD-BALANCER-SOURCE-IP'
  | 'LOAD-BALANCER-SOURCE-CIDR'
  | 'NODE-PORT-TCP'
  | 'NODE-PORT-LOCAL-TCP'
  | 'NODE-PORT-UDP'
  | 'NODE-PORT-LOCAL-UDP'
  | 'NODE-PORT-SCTP-HASH'
  | 'NODE-PORT-LOCAL-SCTP-HASH'
  | 'HEALTH-CHECK-NODE-PORT'
  | 'IPVS-IPS';

interface SetFacts {
  readonly type: string;
  readonly comment: string;
}

const lb = 'Kubernetes service load balancer ip + port';

export const SET_KINDS: Readonly<Record<SetKind, SetFacts>> = {
  'LOOP-BACK': {
    type: 'hash:ip,port,ip',
    comment: 'Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose',
  },
  'CLUSTER-IP': { type: 'hash:ip,port', comment: 'Kubernetes service cluster ip + port for masquerade purpose' },
  'EXTERNAL-IP': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port for masquerade and filter purpose',
  },
  'EXTERNAL-IP-LOCAL': {
    type: 'hash:ip,port',
    comment: 'Kubernetes service external ip + port with externalTrafficPolicy=local',
  },
  'LOAD-BALANCER': { type: 'hash:ip,port', comment: 'Kubernetes service lb portal' },
  'LOAD-BALANCER-FW': { type: 'hash:ip,port', comment: `${lb} for load balancer with sourceRange` },
  'LOAD-BALANCER-LOCAL': { type: 'hash:ip,port', comment: `${lb} with externalTrafficPolicy=local` },
  'LOAD-BALANCER-SOURCE-IP': { type: 'hash:ip,port,ip', comment: `${lb} + source IP for packet filter purpose` },
  'LOAD-BALANCER-SOURCE-CIDR': { type: 'hash:ip,port,net', comment: `${lb} + source cidr for packet filter purpose` },
  'NODE-PORT-TCP': { type: 'bitmap:port', comment: 'Kubernetes nodeport TCP port for masquerade purpose' },
  'NODE-PORT-LOCAL-TCP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport TCP port with externalTrafficPolicy=local',
  },
  'NODE-PORT-UDP': { type: 'bitmap:port', comment: 'Kubernetes nodeport UDP port for masquerade purpose' },
  'NODE-PORT-LOCAL-UDP': {
    type: 'bitmap:port',
    comment: 'Kubernetes nodeport UDP port with externalTrafficPolicy=local',
  },
  'NODE-PORT-SCTP-HASH': {
    type: 'hash:ip,port',
    comment: "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'",
  },
  'NODE-PORT-LOCAL-SCTP-HASH': {
    type: 'hash:ip,port',
    comment: "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'",
  },
  'HEALTH-CHECK-NODE-PORT': { type: 'bitmap:port', comment: 'Kubernetes health check node port' },
  'IPVS-IPS': { type: 'hash:ip', comment: 'Addresses on the ipvs interface' },
};

const LONGEST_NAME = 31;

/** `KUBE-CLUSTER-IP`, `KUBE-6-CLUSTER-IP`: cut off where the kernel's names end. */
export function setName(kind: SetKind, family: Family): string {
  return `KUBE-${family === 6 ? '6-' : ''}${kind}`.slice(0, LONGEST_NAME);
}
