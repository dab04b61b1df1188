import type { Command } from '../command.ts';
import { BASIC } from './basic.ts';
import { CHECK } from './check.ts';
import { CLUSTER } from './cluster.ts';
import { DISCOVERY } from './discovery.ts';
import { NODE } from './node.ts';
import { OTHER } from './other.ts';
import { PACKET } from './packet.ts';
import { SERVER } from './server.ts';

/** Every command, in the order in which help lists them and suggestions are made. */
export const COMMANDS: readonly Command[] = [
  ...BASIC,
  ...DISCOVERY,
  ...NODE,
  ...PACKET,
  ...CHECK,
  ...CLUSTER,
  ...SERVER,
  ...OTHER,
];

/** What kubectl's own commands are called, as far as they are here: these are suggested before kubesim's others. */
export function kubectlNames(): string[] {
  const others = ['api-resources', 'api-versions', 'cluster-info', 'completion', 'config', 'proxy', 'version'];
  const names = new Set([...BASIC.map(({ name }) => name.split(' ')[0] ?? ''), ...others]);
  names.delete('pod');
  return topLevelNames().filter((name) => names.has(name));
}

/** What the words at the beginning of `words` name: the longest match, and how many words it took. */
export function findCommand(words: readonly string[]): { path: readonly string[]; command: Command | undefined } {
  let path: readonly string[] = [];
  for (const word of words) {
    const next = childNamed(path, word);
    if (!next) break;
    path = next;
  }
  const name = path.join(' ');
  return { path, command: COMMANDS.find((command) => command.name === name) };
}

/** The commands directly below `path` (`create` -> `create deployment`, `create service`), one for each next word. */
export function childrenOf(path: readonly string[]): Command[] {
  return COMMANDS.filter((command) => {
    const words = command.name.split(' ');
    return words.length === path.length + 1 && path.every((word, index) => words[index] === word);
  });
}

/** First words of all commands, each once. */
export function topLevelNames(): string[] {
  return [...new Set(COMMANDS.filter((command) => !command.hidden).map((command) => command.name.split(' ')[0] ?? ''))];
}

/** `create svc clusterip`: a word in the middle that has another name. */
const MIDDLE: Readonly<Record<string, string>> = { 'create svc': 'service' };

function childNamed(path: readonly string[], typed: string): readonly string[] | undefined {
  const word = MIDDLE[[...path, typed].join(' ')] ?? typed;
  for (const command of COMMANDS) {
    const words = command.name.split(' ');
    if (words.length <= path.length || !path.every((known, index) => words[index] === known)) continue;
    const here = words[path.length];
    const isLast = words.length === path.length + 1;
    if (here === word || (isLast && command.aliases?.includes(word))) return words.slice(0, path.length + 1);
  }
  return undefined;
}
