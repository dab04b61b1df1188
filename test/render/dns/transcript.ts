import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocks } from '../../discovery/recording.ts';

/** Where the transcripts lie, and the cluster they are about. */
export const TRANSCRIPTS = join(import.meta.dirname, 'transcripts');
export const TOOLS = ['nslookup', 'dig', 'host', 'busybox', 'getent'] as const;

export interface Printed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** A tool's transcript: each command with the lines that followed it. */
export function transcribed(tool: (typeof TOOLS)[number]): ReturnType<typeof blocks> {
  return blocks(readFileSync(join(TRANSCRIPTS, `${tool}.txt`), 'utf8').trimEnd(), '$ ');
}

/** The lines that follow a command in a transcript: without what chance, clock and the machine's packages decide. */
export function transcript({ stdout, stderr, exitCode }: Printed): string[] {
  const settled = stdout
    .replace(/\bid: \d+/g, 'id: 0')
    .replace(/(hostmaster\.\S+) \d+/gi, '$1 0')
    .replace(/serial = \d+/g, 'serial = 0')
    .replace(/\d+ +; serial/g, '0 ; serial')
    .replace(/Query time: \d+ msec/g, 'Query time: 0 msec')
    .replace(/ in \d+ ms/g, ' in 0 ms')
    .replace(/completed in \d+ms/g, 'completed in 1ms')
    .replace(/WHEN: .*/g, 'WHEN: now')
    .replace(/COOKIE: [0-9a-f]+/g, 'COOKIE: 0')
    .replace(/DiG 9\S*/g, 'DiG 9');
  const errors = stderr
    .split('\n')
    // host's own list of options is longer than what kubesim says instead.
    .filter((line) => line !== '' && !/^ {7}-/.test(line))
    .map((line) => `# stderr: ${line.replace(/(nslookup|DiG) 9\S*/, '$1 9')}`);
  return [...settled.replace(/\n$/, '').split('\n'), ...errors, `# exit ${exitCode}`];
}

/** `[namespace] command` of a transcript's title line. */
export function commandOf(title: string): { namespace: string; words: string[] } {
  const [, namespace = 'default', command = ''] = /^\[(\S+)\] (.*)$/.exec(title) ?? [];
  return { namespace, words: command.split(' ').slice(1) };
}
