import type { Address } from '../net/address.ts';

/** The dummy device that makes the addresses of virtual servers local to the host. */
export const IPVS_DEVICE = 'kube-ipvs0';

/** The text of `ip addr show kube-ipvs0`. The MAC address, which the kernel draws, is made from the node's name. */
export function ipvsDeviceText(node: string, addresses: readonly Address[]): string {
  const lines = [
    `3: ${IPVS_DEVICE}: <BROADCAST,NOARP> mtu 1500 qdisc noop state DOWN group default `,
    `    link/ether ${hardwareAddress(node)} brd ff:ff:ff:ff:ff:ff`,
  ];
  for (const { family, text } of addresses) {
    lines.push(
      family === 4 ? `    inet ${text}/32 scope global ${IPVS_DEVICE}` : `    inet6 ${text}/128 scope global `,
      '       valid_lft forever preferred_lft forever',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A locally administered unicast address. */
function hardwareAddress(node: string): string {
  let hash = 0x811c9dc5;
  const octets: string[] = [];
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < node.length; j++) hash = Math.imul(hash ^ (node.charCodeAt(j) + i), 0x01000193);
    const octet = (hash >>> 24) & 255;
    octets.push((i === 0 ? (octet & 0xfc) | 2 : octet).toString(16).padStart(2, '0'));
  }
  return octets.join(':');
}
