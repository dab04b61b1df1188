import type { CommandContext } from './command.ts';
import { main } from './main.ts';

/** Runs another command of kubesim with this one's global options and returns its exit code. */
export function runNested(context: CommandContext, words: readonly string[], io = context.io): Promise<number> {
  const { state, namespace, proxyMode, kubeVersion, seed, color } = context.globals;
  const given: readonly (readonly [string, string | undefined])[] = [
    ['--state', state],
    ['--namespace', namespace],
    ['--proxy-mode', proxyMode],
    ['--kube-version', kubeVersion],
    ['--seed', seed],
    ['--now', new Date(context.surroundings.now).toISOString()],
    ['--color', color ? 'always' : 'never'],
  ];
  const globals = given.flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return main([...globals, ...words], io);
}
