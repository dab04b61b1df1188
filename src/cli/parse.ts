import { Argument, Command as Parser, Option as ParserOption } from 'commander';
import type { Command, Option } from './command.ts';
import { GLOBAL_OPTIONS } from './globals.ts';
import { normalise, type KnownOption } from './normalise.ts';

export interface Parsed {
  readonly args: readonly string[];
  readonly argsBeforeDash: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** The global options among them: those that the command has no option of its own for. */
  readonly globals: Readonly<Record<string, unknown>>;
}

/**
 * Reads the words after a command's name (and the global options before it). Commander does the parsing; `normalise` first
 * puts Go's flag spellings into commander's. Throws CommanderError; `commander.help` for -h.
 */
export function parse(
  command: Pick<Command, 'name' | 'options' | 'arguments' | 'passThrough'>,
  words: readonly string[],
): Parsed {
  const own = command.options ?? [];
  const shared = GLOBAL_OPTIONS.filter((option) => !clashes(option, own));
  const all = [...own, ...shared].map(parserOption);
  const known = all.map(({ parser, option }) => knownOption(parser, option));
  const { words: plain, off, dash } = normalise(words, known, command.passThrough ?? false);
  const parser = new Parser(command.name);
  parser.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  parser.helpOption(false).helpCommand(false);
  for (const { parser: option } of all) parser.addOption(option);
  for (const word of (command.arguments ?? '').split(' ').filter(Boolean)) parser.addArgument(new Argument(word));
  if (command.passThrough) parser.passThroughOptions().allowUnknownOption();
  parser.parse(plain, { from: 'user' });
  const options: Record<string, unknown> = { ...parser.opts() };
  for (const name of off) options[name] = false;
  const sharedNames = all.filter(({ option }) => shared.includes(option)).map(({ parser: one }) => one.attributeName());
  const globals = Object.fromEntries(Object.entries(options).filter(([name]) => sharedNames.includes(name)));
  return {
    globals,
    args: parser.args,
    argsBeforeDash: dash === undefined ? undefined : parser.args.length - dash,
    options,
  };
}

function parserOption(option: Option): { parser: ParserOption; option: Option } {
  const repeated = option.flags.includes('...');
  const parser = new ParserOption(option.flags.replace('...', ''), option.description);
  parser.negate = false;
  if (repeated) parser.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  if (option.default !== undefined) parser.default(option.default);
  if (option.choices) parser.choices(option.choices);
  return { parser, option };
}

function knownOption(parser: ParserOption, option: Option): KnownOption {
  return {
    names: [parser.short, parser.long].filter((name) => name !== undefined && name !== null),
    attribute: parser.attributeName(),
    value: parser.required ? 'required' : parser.optional ? 'optional' : 'none',
    preset: option.preset ?? '',
  };
}

/** A command's own `-n` wins over the global one. */
function clashes(global: Option, own: readonly Option[]): boolean {
  const names = new Set(own.flatMap((option) => flagNames(option.flags)));
  return flagNames(global.flags).some((name) => names.has(name));
}

function flagNames(flags: string): string[] {
  return flags.match(/(?<![\w-])--?[\w-]+/g) ?? [];
}
