import { reverseName } from '../../discovery/message/reverse.ts';
import { parseAddress } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import type { TraceRequest } from './request.ts';
import { checkedHost, USAGE } from './words.ts';

const TYPES = /^(A|AAAA|SRV|PTR|CNAME|TXT|ANY|NS|SOA|MX)$/i;
/** Options of dig, nslookup and host whose value is the next word. */
const WITH_VALUE = /^-[bckpqWRmND]$/;

/**
 * The question of a dig, nslookup or host command line, without its first word. nslookup and host go through the search list,
 * dig only with `+search`; an address alone is looked up backwards by nslookup and host.
 */
export function parseLookup(tool: 'dig' | 'nslookup' | 'host', words: readonly string[], text: string): TraceRequest {
  const plain: string[] = [];
  let recordType: string | undefined;
  let server: string | undefined;
  let protocol: 'tcp' | 'udp' = 'udp';
  let search = tool !== 'dig';
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const typed = /^-(?:type|t|query|querytype)=(.*)$/i.exec(word);
    if (word.startsWith('@')) server = word.slice(1);
    else if (typed) recordType = typed[1]?.toUpperCase();
    else if (word === '-t') recordType = words[++i]?.toUpperCase();
    else if (word === '-x') plain.push(words[++i] ?? '');
    else if (word === '+tcp' || word === '-T' || word === '-vc') protocol = 'tcp';
    else if (word === '+search' || word === '+nosearch') search = word === '+search';
    else if (WITH_VALUE.test(word)) i++;
    else if (word.startsWith('+') || word.startsWith('-')) continue;
    else if (TYPES.test(word) && plain.length > 0 && tool === 'dig') recordType = word.toUpperCase();
    else plain.push(word);
  }
  const [name, asked] = plain;
  if (name === undefined) throw new UserError(`no name in ${JSON.stringify(text)}`, 2, USAGE);
  const address = parseAddress(name);
  const backwards = address !== undefined && (tool !== 'dig' || words.includes('-x'));
  server ??= asked;
  return {
    text,
    tool: 'dig',
    protocol,
    host: backwards ? reverseName(address) : checkedHost(name),
    port: 53,
    recordType: recordType ?? (backwards ? 'PTR' : 'A'),
    ...(server === undefined ? {} : { server }),
    ...(search && !backwards ? { search } : {}),
  };
}
