import type { ResourceRecord } from '../message/record.ts';
import type { PluginSetup } from './plugin.ts';

/**
 * CoreDNS's `loadbalance`: aliases first, then other records, then addresses, then mail exchangers. CoreDNS also shuffles
 * the addresses for every reply; kubesim keeps their order, so that the same question has the same answer.
 */
export const setupLoadbalance: PluginSetup = () => (question, _asked, next) => {
  const reply = next(question);
  if (reply.rcode !== 'NOERROR' || question.type === 'AXFR' || reply.answers.length < 2) return reply;
  return { ...reply, answers: ordered(reply.answers), additional: ordered(reply.additional) };
};

function ordered(records: readonly ResourceRecord[]): ResourceRecord[] {
  return [...records].sort((a, b) => rank(a) - rank(b));
}

function rank({ type }: ResourceRecord): number {
  return type === 'CNAME' ? 0 : type === 'A' || type === 'AAAA' ? 2 : type === 'MX' ? 3 : 1;
}
