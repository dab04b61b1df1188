import type { Family } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import type { TraceRequest } from './request.ts';
import { bare, USAGE } from './words.ts';

/** The request of a ping command line, without its first word. */
export function parsePing(tool: string, words: readonly string[], text: string): TraceRequest {
  let family: Family | undefined = tool === 'ping6' ? 6 : undefined;
  let source: string | undefined;
  const hosts: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-4') family = 4;
    else if (word === '-6') family = 6;
    else if (word === '-I') source = words[++i];
    else if (/^-[cilmMpQsStTwWFGh]$/.test(word)) i++;
    else if (!word.startsWith('-')) hosts.push(word);
  }
  const [host, ...more] = hosts;
  if (host === undefined || more.length > 0)
    throw new UserError(`ping needs one host: ${JSON.stringify(text)}`, 2, USAGE);
  return {
    text,
    tool: 'ping',
    protocol: 'icmp',
    host: bare(host),
    port: 0,
    ...(family ? { family } : {}),
    ...(source === undefined ? {} : { interface: source }),
  };
}
