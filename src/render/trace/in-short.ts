import { parseAddress } from '../../net/address.ts';
import type { Packet } from '../../net/packet.ts';
import type { TraceResult } from '../../trace/trace.ts';
import type { Path, Step } from '../../trace/tree.ts';
import { endText, printable } from './text.ts';

/**
 * The way of a packet in a few sentences, for somebody who has never read a rule: the name, each host, each change of the
 * header, and how the answer gets back. Empty where the packet was never sent.
 */
export function inShort(result: TraceResult): string[] {
  const path = result.paths[result.shown];
  const { sent } = result;
  if (!path || !sent) return [];
  return [...nameSentence(result), sentSentence(result, sent), ...turns(path, sent), ...answerSentence(path, sent)].map(
    printable,
  );
}

function nameSentence({ request, dns }: TraceResult): string[] {
  if (request.tool === 'dig' || parseAddress(request.host)) return [];
  const answered = dns.find(({ answers }) => answers.some((answer) => parseAddress(answer)));
  if (!answered) return [];
  const addresses = answered.answers.filter((answer) => parseAddress(answer));
  return [`The DNS server ${answered.server} says that ${request.host} is ${addresses.join(' or ')}.`];
}

function sentSentence({ source }: TraceResult, sent: Packet): string {
  const who = source.kind === 'pod' ? 'The pod' : source.kind === 'node' ? `A process on ${source.name}` : 'The client';
  return `${who} (${sent.source.text}) sends the packet to ${endText(sent.destination.text, sent.destinationPort)}.`;
}

/** What each host does with the header, to whom it hands the packet, and where that ends. */
function turns(path: Path, sent: Packet): string[] {
  const sentences: string[] = [];
  let before = sent;
  let node = '';
  for (const step of path.steps.filter(({ phase, failed }) => phase === 'request' && failed === undefined)) {
    if (step.node !== node && step.node !== '') {
      if (node !== '') sentences.push(`${node} passes it on to ${step.node}.`);
      node = step.node;
    }
    sentences.push(...changes(step, before));
    before = step.packet;
  }
  const end = endSentence(path, node, sentences.length > 0);
  return end === undefined ? sentences : [...sentences, end];
}

function changes({ node, layer, table, chain, packet }: Step, before: Packet): string[] {
  const what = layer === 'ipvs' ? 'IPVS' : 'a rule';
  const kube = layer === 'ipvs' || chain?.startsWith('KUBE-') === true || table?.includes('kube-proxy') === true;
  const found: string[] = [];
  const to = endText(packet.destination.text, packet.destinationPort);
  if (to !== endText(before.destination.text, before.destinationPort))
    found.push(`On ${node} ${what} replaces this destination by ${to}${kube ? ', an endpoint of the Service' : ''}.`);
  if (packet.source.text !== before.source.text)
    found.push(`${node} puts its own address ${packet.source.text} in the place of the sender's, so that the answer comes back to it.`); // prettier-ignore
  return found;
}

function endSentence({ outcome, steps }: Path, node: string, changed: boolean): string | undefined {
  const { verdict, endpoint } = outcome;
  const last = steps.findLast(({ rule, failed }) => rule !== undefined && failed === undefined);
  switch (verdict) {
    case 'delivered':
    case 'refused':
      if (node === '') return undefined;
      if (endpoint?.pod === undefined) return verdict === 'refused' ? `The address is ${node}'s own, and nobody listens on that port: the client is told at once.` : undefined; // prettier-ignore
      return `${node} hands it to pod ${endpoint.pod}${verdict === 'delivered' ? '' : ', where nobody listens on that port'}.`;
    case 'unrouted':
      return node === '' || changed ? undefined : `No rule of ${node} knows this destination: the packet leaves the cluster unchanged, and nobody out there answers.`; // prettier-ignore
    case 'rejected':
      return `A rule of ${node} rejects it${inChain(last)}: the client is told at once.`;
    case 'dropped':
      return `It is thrown away on ${node}: the client hears nothing and waits until its timeout.`;
    default:
      return undefined;
  }
}

function inChain(step: Step | undefined): string {
  return step?.chain === undefined ? '' : ` (chain ${step.chain})`;
}

/** How the answer gets home, and which address the client sees it come from. */
function answerSentence({ steps, outcome }: Path, sent: Packet): string[] {
  const back = steps.filter(({ phase }) => phase === 'reply').at(-1)?.packet;
  if (outcome.verdict !== 'delivered' || !back) return [];
  const from = endText(back.source.text, back.sourcePort);
  const translated = outcome.endpoint && endText(outcome.endpoint.ip, outcome.endpoint.port) !== from;
  return [
    translated
      ? `The answer is translated back on its way: for the client it comes from ${from}, the address it had asked.`
      : `The answer comes straight back from ${from}.`,
  ].filter(() => from === endText(sent.destination.text, sent.destinationPort));
}
