import { hostPort } from '../../net/address.ts';
import { originText, type Origin } from '../../net/origin.ts';
import type { Packet } from '../../net/packet.ts';
import type { EndpointSeen, Outcome, Step } from '../../trace/tree.ts';

/** Small texts that every view of a trace uses. */

/** `10.96.0.10:80`, or the bare address where there is no port. */
export function endText(address: string, port: number): string {
  return port === 0 ? address : hostPort(address, port);
}

/** `10.244.1.5:49152 -> 10.96.0.10:80` */
export function packetText(packet: Packet): string {
  const mark = packet.mark === 0 ? '' : ` mark ${markText(packet.mark)}`;
  return `${endText(packet.source.text, packet.sourcePort)} -> ${endText(packet.destination.text, packet.destinationPort)}${mark}`;
}

export function markText(mark: number): string {
  return `0x${mark.toString(16)}`;
}

/** `33.33 %`; whole numbers without decimals, and never 0 or 100 for what is merely close to it. */
export function percent(probability: number): string {
  if (probability === 0 || probability >= 1) return `${probability === 0 ? 0 : 100} %`;
  const rounded = Math.round(probability * 10_000) / 100;
  if (rounded === 0) return '< 0.01 %';
  if (rounded === 100) return '> 99.99 %';
  return `${rounded} %`;
}

/** `default/web-1 (10.244.1.5:80 on node1)` */
export function endpointText(endpoint: EndpointSeen): string {
  const at = endText(endpoint.ip, endpoint.port);
  const node = endpoint.node === undefined ? '' : ` on ${endpoint.node}`;
  return endpoint.pod === undefined ? `${at}${node}` : `${endpoint.pod} (${at}${node})`;
}

/** One line for an outcome, without its probability. */
export function outcomeText(outcome: Outcome): string {
  const to = outcome.endpoint ? ` ${endpointText(outcome.endpoint)}` : '';
  const seen = outcome.sourceSeen === undefined ? '' : `, sees ${outcome.sourceSeen}`;
  return outcome.verdict === 'delivered' ? `delivered to${to}${seen}` : `${outcome.verdict} ${outcome.reason}${to}`;
}

/** Where a step or an outcome has its cause. */
export function originLine(origin: Origin | undefined): string | undefined {
  return origin === undefined ? undefined : printable(originText(origin));
}

/** Text from manifests and dumps without control characters: nothing of it may steer a terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
}

/** `nat PREROUTING`, or the layer where no table has a say. */
export function placeText(step: Step): string {
  return step.table === undefined ? step.layer : `${step.table}${step.chain === undefined ? '' : ` ${step.chain}`}`;
}
