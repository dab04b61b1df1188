import type { Command, CommandContext, Io } from './command.ts';
import { Exit, failureOf } from './failure.ts';
import { GLOBAL_OPTIONS, globalOptions, surroundingsOf } from './globals.ts';
import { processIo } from './io.ts';
import { parse } from './parse.ts';
import { COMMANDS, childrenOf, findCommand, kubectlNames, topLevelNames } from './registry/index.ts';
import { flagSuggestion } from './suggest.ts';
import { flagsOf, missingFlags, unknownCommand, usageFailure } from './usage-error.ts';
import { openStore } from './store.ts';

declare const KUBESIM_VERSION: string | undefined;

/** Runs one command line and returns its exit code: 0 done, 1 the answer is no, 2 wrong usage, 70 a bug. Never throws. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (problem) {
    const { text, code } = failureOf(problem, io);
    if (text !== '') io.err(text);
    return code;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const leading = leadingOptions(argv);
  const words = argv.slice(leading.length);
  if (words[0] === '--version') {
    io.out(`kubesim ${typeof KUBESIM_VERSION === 'string' ? KUBESIM_VERSION : 'from source'}\n`);
    return 0;
  }
  const unfinished = leading.at(-1);
  if (
    words.length === 0 &&
    GLOBAL_OPTIONS.some(({ flags }) => flagsInclude(flags, unfinished ?? '') && !unfinished?.includes('='))
  )
    return complain(
      { text: `error: flag needs an argument: ${unfinished}\nSee 'kubesim --help' for usage.\n`, code: 1 },
      io,
    );
  const asksHelp = words.length === 0 || isHelp(words[0]) || words[0] === 'help';
  if (asksHelp)
    return help(
      words.slice(1).filter((word) => !isHelp(word)),
      io,
    );
  if (words[0]?.startsWith('-')) {
    const meant = flagSuggestion(words[0], flagsOf({}));
    return complain(
      { text: `error: unknown flag: ${words[0]}\nSee 'kubesim --help' for usage.\n${meant}`, code: 1 },
      io,
    );
  }
  const { path, command } = findCommand(words);
  if (path.length === 0) return complain(unknownCommand(words[0] ?? '', [], kubectlNames(), topLevelNames()), io);
  const rest = words.slice(path.length);
  if (!command) {
    if (rest[0] === undefined || isHelp(rest[0])) return help(path, io);
    const names = childrenOf(path).map((child) => child.name.split(' ').at(-1) ?? '');
    return complain(unknownCommand(rest[0], path, names), io);
  }
  if (asksForHelp(command, rest)) return help(path, io);
  return run(command, leading, rest, io);
}

async function run(command: Command, leading: readonly string[], words: readonly string[], io: Io): Promise<number> {
  let parsed;
  let given;
  try {
    // Apart from each other: `delete --now` is not the global --now.
    const before = leading.length > 0 ? parse({ name: command.name }, leading).globals : {};
    parsed = parse(command, words);
    given = { ...before, ...parsed.globals };
  } catch (problem) {
    const failure = usageFailure(problem, command, [...leading, ...words]);
    if (!failure) throw problem;
    return complain(failure, io);
  }
  const missing = missingFlags(command, parsed.options);
  if (missing) return complain(missing, io);
  const globals = globalOptions(given, io);
  const { args, argsBeforeDash, options } = parsed;
  const context: CommandContext = {
    args,
    argsBeforeDash,
    options,
    globals,
    io,
    store: openStore(globals.state),
    surroundings: surroundingsOf(given, io),
  };
  const loaded = await command.load();
  try {
    return (await loaded.run(context)) ?? 0;
  } catch (problem) {
    // What looks like a bug of ours may be a state that somebody changed: only then is its check sum worth reading all of it.
    throw (failureOf(problem, io).code === 70 && context.store.damage()) || problem;
  }
}

/** Global options in front of the command's name, with short ones spelled out: behind it a command may use the letter itself. */
function leadingOptions(argv: readonly string[]): string[] {
  const found: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    const option = GLOBAL_OPTIONS.find(({ flags }) => flagsInclude(flags, word));
    if (!option) break;
    const long = /--[\w-]+/.exec(option.flags)?.[0] ?? word;
    found.push(word.startsWith('--') ? word : word.replace(/^-\w=?/, (short) => (short === word ? long : `${long}=`)));
    const value = argv[index + 1];
    if (!found.at(-1)?.includes('=') && value !== undefined) found.push(argv[++index] ?? '');
  }
  return found;
}

function flagsInclude(flags: string, word: string): boolean {
  const names = flags.match(/--?[\w-]+/g) ?? [];
  return names.some(
    (name) =>
      word === name || word.startsWith(`${name}=`) || (name.length === 2 && /^-\w/.test(word) && word.startsWith(name)),
  );
}

function isHelp(word: string | undefined): boolean {
  return word === '-h' || word === '--help';
}

function asksForHelp(command: Command, rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  const own = command.passThrough ? rest.slice(0, 1) : end < 0 ? rest : rest.slice(0, end);
  return own.some(isHelp);
}

async function help(path: readonly string[], io: Io): Promise<number> {
  const { helpText } = await import('./help.ts');
  const { path: known, command } = findCommand(path);
  if (known.length < path.length) {
    const names =
      known.length === 0 ? topLevelNames() : childrenOf(known).map((child) => child.name.split(' ').at(-1) ?? '');
    return complain(unknownCommand(path[known.length] ?? '', known, names), io);
  }
  io.out(helpText(COMMANDS, known, command));
  return 0;
}

function complain(failure: { text: string; code: number }, io: Io): never {
  io.err(failure.text);
  throw new Exit(failure.code);
}
