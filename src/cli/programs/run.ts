import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { runNested } from '../nested.ts';
import { hostnameOf, printFiles } from './files.ts';
import { SIMULATED, shellWords, socketOf, urlOf } from './words.ts';

/**
 * Runs one of the programs with which people look at discovery and routing, as the pod would see it, and returns its exit
 * code. Throws UserError for a program that is not simulated.
 */
export async function runProgram(
  context: CommandContext,
  cluster: Cluster,
  pod: Pod,
  words: readonly string[],
): Promise<number> {
  const [program = '', ...rest] = words;
  const { name, namespace = 'default' } = pod.metadata;
  const own = { ...context, globals: { ...context.globals, namespace } };
  const from = ['--from', `pod/${name}`];
  switch (program.split('/').at(-1)) {
    case 'env':
    case 'printenv':
      return printVariables(own, name, rest);
    case 'cat':
      return printFiles(own, cluster, pod, rest);
    case 'hostname':
      context.io.out(`${hostnameOf(pod)}\n`);
      return 0;
    case 'nslookup':
    case 'dig':
    case 'host':
    case 'getent':
      return runNested(own, [program.split('/').at(-1) ?? '', ...from, '--', ...rest]);
    case 'curl':
    case 'wget':
      return runNested(own, ['trace', ...from, 'curl', urlOf(rest)]);
    case 'nc':
    case 'telnet':
      return runNested(own, ['trace', ...from, ...socketOf(rest)]);
    case 'ping':
      return runNested(own, [
        'trace',
        ...from,
        'ping',
        rest.findLast((word) => !word.startsWith('-') && !/^\d+$/.test(word)) ?? '',
      ]);
    case 'sh':
    case 'bash':
      return runProgram(context, cluster, pod, shellWords(rest));
    default:
      throw new UserError(`kubesim runs no ${program} in containers`, 1, SIMULATED);
  }
}

async function printVariables(context: CommandContext, pod: string, names: readonly string[]): Promise<number> {
  if (names.length === 0) return runNested(context, ['env', pod]);
  let all = '';
  const code = await runNested(context, ['env', pod], { ...context.io, out: (text) => (all += text) });
  const lines = names.map((name) => all.split('\n').find((line) => line.startsWith(`${name}=`)));
  for (const [index, line] of lines.entries())
    if (line) context.io.out(`${line.slice((names[index]?.length ?? 0) + 1)}\n`);
  return lines.includes(undefined) ? 1 : code;
}
