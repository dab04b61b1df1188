import { hash } from 'node:crypto';
import type { PortPlan } from '../service-plan.ts';

/** The RFC 4648 base32 digits as character codes. */
const DIGITS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'].map((digit) => digit.charCodeAt(0));

/** The first 16 characters of the base32 text of the SHA-256 of `text`: upstream's portProtoHash and servicePortEndpointChainName. */
export function chainHash(text: string): string {
  return hashedName([], text);
}

/** A prefix, as character codes, and the hash: one flat string, made at once, for a large cluster has 60,000 of them. */
function hashedName(prefix: readonly number[], text: string): string {
  // One character for each byte: faster by half than a Buffer.
  const digest = hash('sha256', text, 'binary');
  const codes = [...prefix];
  let bits = 0;
  let held = 0;
  for (let i = 0; i < 10; i++) {
    bits = ((bits << 8) | digest.charCodeAt(i)) & 0xffff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      codes.push(DIGITS[(bits >>> held) & 31] as number);
    }
  }
  return String.fromCharCode(...codes);
}

const ENDPOINT_PREFIX = [...'KUBE-SEP-'].map((letter) => letter.charCodeAt(0));

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
  return hashedName(ENDPOINT_PREFIX, plan.name + plan.protocol + endpoint);
}
