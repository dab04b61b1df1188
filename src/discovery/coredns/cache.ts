import { zonesFrom } from '../corefile/zones.ts';
import { inZone } from '../message/name.ts';
import type { ResourceRecord } from '../message/record.ts';
import type { Reply } from '../message/reply.ts';
import type { PluginSetup } from './plugin.ts';

/** Defaults of CoreDNS's cache, in seconds. */
const LONGEST = { success: 3600, denial: 1800 } as const;

/**
 * CoreDNS's `cache`, as a client sees it that is first to ask: every record's TTL becomes the reply's smallest one, capped.
 * (Nothing ages here: the next question is first again.)
 */
export const setupCache: PluginSetup = (directive, setup) => {
  const args = [...directive.args];
  const cap = /^\d+$/.test(args[0] ?? '') ? Number(args.shift()) : undefined;
  const zones = zonesFrom(args, setup.zones);
  const limits = { success: cap ?? LONGEST.success, denial: Math.min(cap ?? LONGEST.denial, LONGEST.denial) };
  const disabled: { success: string[]; denial: string[] } = { success: [], denial: [] };
  for (const { name, args: words } of directive.block) {
    if (name === 'success' || name === 'denial') limits[name] = Number(words[1] ?? limits[name]) || limits[name];
    if (name === 'disable' && (words[0] === 'success' || words[0] === 'denial')) {
      disabled[words[0]].push(...zonesFrom(words.slice(1), ['.']));
    }
  }
  return (question, _asked, next) => {
    const reply = next(question);
    if (!zones.some((zone) => inZone(question.name, zone))) return reply;
    const kind = isDenial(reply) ? 'denial' : reply.rcode === 'NOERROR' ? 'success' : undefined;
    if (!kind || disabled[kind].some((zone) => inZone(question.name, zone))) return reply;
    const all = [...reply.answers, ...reply.authority, ...reply.additional];
    const ttl = Math.min(limits[kind], ...all.map((record) => record.ttl));
    const capped = (records: readonly ResourceRecord[]): ResourceRecord[] =>
      records.map((record) => ({ ...record, ttl }));
    return {
      ...reply,
      answers: capped(reply.answers),
      authority: capped(reply.authority),
      additional: capped(reply.additional),
    };
  };
};

function isDenial(reply: Reply): boolean {
  return reply.rcode === 'NXDOMAIN' || (reply.rcode === 'NOERROR' && reply.answers.length === 0);
}
