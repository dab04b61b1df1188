import { hash } from 'node:crypto';
import type { PortPlan } from './service-plan.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first 16 characters of the base32 text of the SHA-256 of `text`: upstream's portProtoHash and servicePortEndpointChainName. */
export function chainHash(text: string): string {
  const digest = hash('sha256', text, 'buffer');
  let name = '';
  for (let i = 0; i < 10; i += 5) {
    const high =
      (digest[i] as number) * 0x1000000 +
      (digest[i + 1] as number) * 0x10000 +
      (digest[i + 2] as number) * 0x100 +
      (digest[i + 3] as number);
    const low = digest[i + 4] as number;
    for (let shift = 27; shift >= 2; shift -= 5) name += ALPHABET[(high >>> shift) & 31];
    name += (ALPHABET[((high & 3) << 3) | (low >>> 5)] as string) + (ALPHABET[low & 31] as string);
  }
  return name;
}

/** The names of a Service port's chains; they share one hash. */
export interface PortChainNames {
  /** Endpoints for cluster policy. */
  readonly cluster: string;
  /** Endpoints of this node. */
  readonly local: string;
  /** Entry of external traffic. */
  readonly external: string;
  readonly firewall: string;
  /** 1.20: entry of external traffic where only local endpoints serve. */
  readonly externalLocal: string;
}

/** The chain names of a Service port. */
export function portChainNames(plan: PortPlan): PortChainNames {
  const own = chainHash(plan.name + plan.protocol);
  return {
    cluster: `KUBE-SVC-${own}`,
    local: `KUBE-SVL-${own}`,
    external: `KUBE-EXT-${own}`,
    firewall: `KUBE-FW-${own}`,
    externalLocal: `KUBE-XLB-${own}`,
  };
}

/** The chain of one endpoint (`ip:port`) of a Service port. */
export function endpointChainName(plan: PortPlan, endpoint: string): string {
  return `KUBE-SEP-${chainHash(plan.name + plan.protocol + endpoint)}`;
}
