import type { Family } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import type { TraceRequest } from './request.ts';
import { hostAndPort } from './words.ts';

/** Options of nc that take a value, attached (`-w3`) or as the next word. */
const WITH_VALUE = 'wipIOPqsTVXx';

/** The request of an nc or telnet command line, without its first word. */
export function parseNetcat(tool: 'nc' | 'telnet', words: readonly string[], text: string): TraceRequest {
  const plain: string[] = [];
  let protocol: 'tcp' | 'udp' | 'sctp' = 'tcp';
  let family: Family | undefined;
  let source: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--sctp') protocol = 'sctp';
    else if (word === '--udp') protocol = 'udp';
    else if (/^-[a-zA-Z46]/.test(word)) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at] ?? '';
        if (letter === 'u') protocol = 'udp';
        if (letter === '4') family = 4;
        if (letter === '6') family = 6;
        if (!WITH_VALUE.includes(letter)) continue;
        const value = at === word.length - 1 ? words[++i] : word.slice(at + 1);
        if (letter === 's') source = value;
        break;
      }
    } else if (!word.startsWith('-')) plain.push(word);
  }
  const range = /^(\d+)-(\d+)$/.exec(plain.at(-1) ?? '');
  if (range)
    throw new UserError(`${range[0]} are several ports, and a trace follows one packet`, 2, `Ask for one: ${tool} ${plain[0] ?? ''} ${range[1] ?? ''}`); // prettier-ignore
  return {
    text,
    tool,
    protocol,
    ...hostAndPort(plain.length === 1 && tool === 'telnet' ? [...plain, '23'] : plain, text),
    ...(family ? { family } : {}),
    ...(source === undefined ? {} : { interface: source }),
  };
}
