import type { Command } from './command.ts';
import type { Failure } from './failure.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { flagSuggestion, suggestions } from './suggest.ts';

/** Groups whose commands are kubectl's own: kubectl ends with 1 where it was called wrongly. */
const KUBECTL_GROUPS: readonly string[] = ['Basic', 'Cluster', 'Other'];

/** `unknown command "gett" for "kubesim"` with what may have been meant, as cobra says it: the first names that are close. */
export function unknownCommand(
  typed: string,
  path: readonly string[],
  ...names: readonly (readonly string[])[]
): Failure {
  const close = names.map((some) => suggestions(typed, some)).find((some) => some.length > 0) ?? [];
  const meant = close.length > 0 ? `\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}` : '';
  const whole = ['kubesim', ...path].join(' ');
  const next = meant === '' ? `See '${whole} --help' for usage.\n` : '';
  return { text: `error: unknown command ${JSON.stringify(typed)} for "${whole}"\n${meant}${next}`, code: 1 };
}

/** Commander's complaint in kubectl's words; undefined if `problem` is none of commander's. */
export function usageFailure(problem: unknown, command: Command, words: readonly string[]): Failure | undefined {
  // Not by its name: commander takes that from the class, which a minified bundle renames.
  const { code, message } = problem as { code?: unknown; message?: string };
  if (typeof code !== 'string' || !code.startsWith('commander.')) return undefined;
  const see = `See 'kubesim ${command.name} --help' for usage.\n`;
  const exit = KUBECTL_GROUPS.includes(command.group) ? 1 : 2;
  const typed = code === 'commander.unknownOption' ? (/'([^']*)'/.exec(message ?? '')?.[1] ?? '') : '';
  const meant = flagSuggestion(typed, flagsOf(command));
  return { text: `error: ${inKubectlsWords(code, message ?? '', words)}\n${see}${meant}`, code: exit };
}

/** `required flag(s) "image" not set`; undefined if all are there. Cobra lists them sorted. */
export function missingFlags(command: Command, options: Readonly<Record<string, unknown>>): Failure | undefined {
  const missing = (command.options ?? [])
    .filter((option) => option.required)
    .map((option) => /--([\w-]+)/.exec(option.flags)?.[1] ?? '')
    .filter((name) => options[camel(name)] === undefined)
    .sort();
  if (missing.length === 0) return undefined;
  const list = missing.map((name) => JSON.stringify(name)).join(', ');
  return { text: `error: required flag(s) ${list} not set\n`, code: 1 };
}

/** The long flags of a command, its own first. */
export function flagsOf(command: Pick<Command, 'options'>): string[] {
  return [...(command.options ?? []), ...GLOBAL_OPTIONS].flatMap(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? []);
}

function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function inKubectlsWords(code: string, message: string, words: readonly string[]): string {
  const plain = message.replace(/^error: /, '');
  const quoted = /'([^']*)'/.exec(plain)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return quoted.startsWith('--')
        ? `unknown flag: ${quoted.split('=')[0] ?? ''}`
        : `unknown shorthand flag: '${quoted[1] ?? ''}' in ${quoted}`;
    case 'commander.optionMissingArgument': {
      // The option that lacks its value stands last.
      const typed = words.at(-1) ?? '';
      return typed.startsWith('--')
        ? `flag needs an argument: ${typed}`
        : `flag needs an argument: '${typed.at(-1) ?? ''}' in ${typed}`;
    }
    default:
      return plain;
  }
}
