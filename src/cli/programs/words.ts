import { UserError } from '../../net/user-error.ts';

export const SIMULATED =
  'Simulated: env, printenv, cat, hostname, nslookup, dig, host, getent, curl, wget, nc, telnet, ping; sh -c with one of them.';

/** curl's and wget's first word that is no option and no option's value. */
export function urlOf(words: readonly string[]): string {
  const valued = /^-[a-zA-Z]*[HXdmoAeuwTtO]$|^--(max-time|connect-timeout|header|request|data|output|timeout|tries)$/;
  const found = words.find(
    (word, index) =>
      !word.startsWith('-') &&
      !(valued.test(words[index - 1] ?? '') && !/^-q?O-?$|^-qO-$/.test(words[index - 1] ?? '')),
  );
  if (found === undefined) throw new UserError('which URL?', 1);
  return found;
}

/** netcat's and telnet's words as those of a trace. */
export function socketOf(words: readonly string[]): string[] {
  const protocol = words.some((word) => /^-[a-z]*u/.test(word)) ? 'udp' : 'tcp';
  const [host = '', port = ''] = words.filter(
    (word, index) => !word.startsWith('-') && !/^-[a-z]*w$/.test(words[index - 1] ?? ''),
  );
  return [protocol, host, port];
}

/** `sh -c "nslookup web"`: plain words only, no shell. */
export function shellWords(words: readonly string[]): string[] {
  const line = words[words.indexOf('-c') + 1];
  if (!words.includes('-c') || line === undefined)
    throw new UserError('kubesim runs no shell in containers', 1, SIMULATED);
  if (/[;&|<>$`(){}*?\\]/.test(line)) throw new UserError(`kubesim runs no shell: ${line}`, 1, SIMULATED);
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
