import { hostPort } from '../../net/address.ts';
import type { End } from '../journey.ts';

/** What became of the packet, seen from the client. */
export function whatHappened(end: End): string {
  const where = end.host?.name ?? 'the node';
  switch (end.verdict) {
    case 'rejected':
      return `${where} rejects the packet`;
    case 'dropped':
      return `${where} drops the packet, the client waits until its timeout`;
    case 'refused':
      return `${where} refuses the connection`;
    case 'unrouted':
      return `nothing translates it, ${where} sends it out by its default route and no answer comes`;
    default:
      return `${where} cannot say`;
  }
}

/** For a packet that arrived. */
export function deliveredMessage(end: End): string {
  const { destination, destinationPort } = end.journey.packet;
  const to = destinationPort === 0 ? destination.text : hostPort(destination.text, destinationPort);
  return `delivered to ${end.place?.pod ?? end.pod ?? end.host?.name ?? 'the endpoint'} (${to})`;
}

/** The end of a packet in one sentence, without knowing Services. */
export function plainMessage(end: End): string {
  const { packet } = end.journey;
  const to =
    packet.destinationPort === 0 ? packet.destination.text : hostPort(packet.destination.text, packet.destinationPort);
  const where = end.host?.name ?? 'the host';
  switch (end.reason) {
    case 'DELIVERED':
      return deliveredMessage(end);
    case 'RULE_REJECT':
      return `${ruleName(end)} rejects it${end.detail === undefined ? '' : ` with ${end.detail}`}`;
    case 'RULE_DROP':
      return `${ruleName(end)} drops it: the client waits until its timeout`;
    case 'UNKNOWN_RULE':
      return `what ${ruleName(end)} does is not known${end.detail === undefined ? '' : `: ${end.detail}`}`;
    case 'CONNECTION_REFUSED':
      return `nobody listens on ${to} of ${where}`;
    case 'TARGET_PORT_CLOSED':
      return `nobody listens on ${to}`;
    case 'NO_SUCH_POD':
      return `${packet.destination.text} lies in the pod prefix of ${where}, but no pod has it: nobody answers`;
    case 'MARTIAN_SOURCE':
      return `${where} throws the packet away: its source ${packet.source.text} cannot come that way (martian source)`;
    case 'HAIRPIN_NOT_MASQUERADED':
      return `the pod was sent to itself without being masqueraded: it throws away packets that come from its own address`;
    case 'FORWARDING_LOOP':
      return 'the packet goes round in circles until its TTL is used up';
    case 'LEFT_CLUSTER':
      return `${to} is no address of the cluster: the packet leaves ${where} by the default route, and what answers there is not known`;
    case 'POLICY_DENIED':
      return end.detail ?? 'a NetworkPolicy denies it';
    default:
      return end.detail ?? end.reason;
  }
}

function ruleName(end: End): string {
  const { rule } = end;
  const where = end.host?.name ?? 'the host';
  if (rule?.rule?.startsWith('-P ') || rule?.action === 'policy drop') return `the policy of chain ${rule.chain} (table ${rule.table}) on ${where}`; // prettier-ignore
  return rule ? `a rule of chain ${rule.chain} (table ${rule.table}) on ${where}` : `the policy of a chain on ${where}`;
}
