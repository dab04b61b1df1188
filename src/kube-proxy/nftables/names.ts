import { createHash } from 'node:crypto';
import type { PlannedEndpoint, PortPlan } from '../service-plan.ts';

/** nft's limit of 256 less the 16 characters kube-proxy keeps for prefixes. */
const LONGEST = 240;
const LONGEST_COMMENT = 128;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `HASH8-ns/svc/proto/port`: what the chains of a Service port share. Source: servicePortChainNameBase (pkg/proxy/nftables). */
export function serviceBase(plan: PortPlan): string {
  return hashed(plainServiceName(plan));
}

/** `ns/svc/proto/port`, the part of a chain name that people recognise. */
export function plainServiceName(plan: PortPlan): string {
  return `${plan.namespace}/${plan.service}/${plan.protocol}/${plan.portName}`;
}

/** `HASH8-ns/svc/proto/port__IP/port` with the colons of IPv6 as dots. Source: servicePortEndpointChainNameBase. */
export function endpointBase(plan: PortPlan, endpoint: PlannedEndpoint): string {
  return hashed(`${plainServiceName(plan)}__${endpoint.ip.replaceAll(':', '.')}/${endpoint.port}`);
}

/** The comment on an element of the no-endpoint maps. */
export function elementComment(plan: PortPlan): string {
  return plan.name.slice(0, LONGEST_COMMENT);
}

function hashed(name: string): string {
  const full = `${hash8(name)}-${name}`;
  return full.length > LONGEST ? `${full.slice(0, LONGEST - 3)}...` : full;
}

/** The first eight base32 characters of the SHA-256 digest: its first 40 bits. */
function hash8(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  let out = '';
  for (let i = 0; i < 8; i++) {
    const bit = i * 5;
    const pair = ((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0);
    out += BASE32[(pair >> (11 - (bit & 7))) & 31] ?? '';
  }
  return out;
}
