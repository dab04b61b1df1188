import { expect, test } from 'vitest';
import { COMMANDS, findCommand } from '../../src/cli/registry/index.ts';
import { normalise } from '../../src/cli/normalise.ts';
import { parse } from '../../src/cli/parse.ts';
import { suggestions } from '../../src/cli/suggest.ts';
import { terminal } from './run.ts';

const KNOWN = [
  { names: ['-A', '--all'], attribute: 'all', value: 'none', preset: '' },
  { names: ['-o', '--output'], attribute: 'output', value: 'required', preset: '' },
  { names: ['--dry-run'], attribute: 'dryRun', value: 'optional', preset: 'client' },
] as const;

test.each([
  [['--all=true', 'x'], ['--all', 'x'], []],
  [['--all=false', 'x'], ['x'], ['all']],
  [['-A=false'], [], ['all']],
  [['-o=wide'], ['-o', 'wide'], []],
  [['-owide', '-Ao', 'json'], ['-owide', '-Ao', 'json'], []],
  [['--dry-run', 'x'], ['--dry-run=client', 'x'], []],
  [['--dry-run=server', '--output', '--all'], ['--dry-run=server', '--output', '--all'], []],
  [['x', '--', '--all=false'], ['x', '--', '--all=false'], []],
  [['--nope=1', '-z'], ['--nope=1', '-z'], []],
])("pflag's %j is commander's %j", (words, plain, off) => {
  const result = normalise(words, KNOWN, false);
  expect({ words: result.words, off: result.off }).toEqual({ words: plain, off });
});

test('a boolean flag takes a boolean', () => {
  expect(() => normalise(['--all=maybe'], KNOWN, false)).toThrow(
    'invalid argument "maybe" for "-A, --all" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  );
});

test('lists, operands, dashes', () => {
  const command = {
    name: 'x',
    options: [
      { flags: '-f, --filename <file...>', description: '' },
      { flags: '--no-headers', description: '' },
    ],
    arguments: '[args...]',
  };
  const parsed = parse(command, ['a', '-f', '1', '-f', '2', 'b', '--no-headers', '-n', 'shop', '--', '-c', 'd']);
  expect(parsed.args).toEqual(['a', 'b', '-c', 'd']);
  expect(parsed.argsBeforeDash).toBe(2);
  expect(parsed.options).toMatchObject({ filename: ['1', '2'], noHeaders: true });
  expect(parsed.globals).toEqual({ namespace: 'shop' });
});

test('a command that reads its own words gets them untouched', () => {
  const command = {
    name: 'x',
    options: [
      { flags: '-n, --numeric', description: '' },
      { flags: '--from <who>', description: '' },
    ],
    arguments: '[words...]',
    passThrough: true,
  };
  expect(parse(command, ['--from', 'pod/a', 'curl', '-n', '--from', 'b', '--', '-k']).args).toEqual([
    'curl',
    '-n',
    '--from',
    'b',
    '--',
    '-k',
  ]);
  expect(parse(command, ['-Ln', '--state', 'x']).args).toEqual(['-Ln', '--state', 'x']);
  expect(parse(command, ['-n', '-x', '10.0.0.1', '+short'])).toMatchObject({
    args: ['-x', '10.0.0.1', '+short'],
    options: { numeric: true },
  });
});

test('what was meant', () => {
  const names = ['create', 'set', 'get', 'delete', 'describe'];
  expect(suggestions('gett', names)).toEqual(['set', 'get']);
  expect(suggestions('delet', names)).toEqual(['delete']);
  expect(suggestions('de', names)).toEqual(['set', 'get', 'delete', 'describe']);
  expect(suggestions('zzzzzz', names)).toEqual([]);
});

test('subcommands are found by their longest name and by aliases', () => {
  expect(findCommand(['create', 'deploy', 'web'])).toMatchObject({ path: ['create', 'deployment'] });
  expect(findCommand(['create', 'service', 'clusterip', 'x']).command?.name).toBe('create service clusterip');
  expect(findCommand(['create', 'x']).command?.name).toBe('create');
  expect(findCommand(['nope'])).toEqual({ path: [], command: undefined });
});

test('every command has one name, a summary, and options without repetition', () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, summary, options = [] } of COMMANDS) {
    expect(summary, name).toMatch(/^\S.*[^.]$/);
    const flags = options.flatMap((option) => option.flags.match(/(?<![\w-])--?[\w-]+/g) ?? []);
    expect(new Set(flags).size, `${name}: ${flags.join(' ')}`).toBe(flags.length);
  }
});

test('every command loads and shows its help', async () => {
  const { run } = terminal();
  for (const command of COMMANDS) {
    expect(typeof (await command.load()).run, command.name).toBe('function');
    const { out, code } = await run(...command.name.split(' '), '--help');
    expect(code, command.name).toBe(0);
    expect(out).toContain(`kubesim ${command.name}`);
  }
}, 60_000);

test('help leads a newcomer', async () => {
  const { out, code } = await terminal().run();
  expect(code).toBe(0);
  expect(out).toContain('First steps:');
  for (const { name, hidden } of COMMANDS) if (!hidden) expect(out).toContain(name.split(' ')[0]);
  expect((await terminal().run('help', 'rollout')).out).toContain('undo');
});

test.each([
  [['nope'], 1, 'error: unknown command "nope" for "kubesim"'],
  [['rollout', 'foo'], 1, 'error: unknown command "foo" for "kubesim rollout"'],
  [
    ['get', 'svc', '--otput', 'json'],
    1,
    "error: unknown flag: --otput\nSee 'kubesim get --help' for usage.\nDid you mean --output?",
  ],
  [['--sate', 'x', 'get'], 1, "error: unknown flag: --sate\nSee 'kubesim --help' for usage.\nDid you mean --state?"],
  [['-n'], 1, 'error: flag needs an argument: --namespace'],
  [['trace', 'tcp', 'web', '80', '--form', 'pod/x'], 2, 'error: unknown flag: --form\nDid you mean --from?'],
  [['get', 'svc', '--nope'], 1, "error: unknown flag: --nope\nSee 'kubesim get --help' for usage."],
  [['get', 'svc', '-o'], 1, "error: flag needs an argument: 'o' in -o"],
  [['get', 'svc', '--output'], 1, 'error: flag needs an argument: --output'],
  [['--nope'], 1, 'error: unknown flag: --nope'],
  [['create', 'deployment', 'x'], 1, 'error: required flag(s) "image" not set'],
  [['get', 'svc', '--proxy-mode', 'magic'], 2, 'error: invalid --proxy-mode "magic"'],
  [['get', 'svc', '--now', 'yesterday'], 2, 'error: invalid --now "yesterday"'],
  [['import'], 2, 'error: must specify -f'],
  [['completion', 'tcsh'], 1, 'error: Unsupported shell type "tcsh".'],
])('%j ends with %i', async (argv, code, message) => {
  const outcome = await terminal().run(...argv);
  expect(outcome.err).toContain(message);
  expect(outcome).toMatchObject({ code, out: '' });
});

test('global options stand before and after the command', async () => {
  const shell = terminal();
  await shell.run('create', 'ns', 'shop');
  await shell.run('-n', 'shop', 'create', 'deployment', 'web', '--image=nginx');
  for (const argv of [
    ['-n', 'shop', 'get', 'deploy'],
    ['get', 'deploy', '-nshop'],
    ['--namespace=shop', 'get', 'deploy'],
  ]) {
    expect((await shell.run(...argv)).out).toContain('web');
  }
  expect((await shell.run('get', 'deploy', '--proxy-mode', 'ipvs', '-n', 'shop')).code).toBe(0);
});

test('the same seed and moment give the same bytes, a second command others', async () => {
  const outcomes = [terminal(), terminal()].map(async (shell) => {
    for (const name of ['a', 'b']) await shell.run('create', 'deployment', name, '--image=nginx', '--seed=7');
    return (await shell.run('get', 'pods', '-o', 'yaml')).out;
  });
  const [first, second] = await Promise.all(outcomes);
  expect(first).toBe(second);
  expect(new Set(first?.match(/name: [ab]-\w+-(\w+)/g)).size).toBeGreaterThan(1);
});

test('a damaged state is refused and left alone', async () => {
  const { writeFileSync, readFileSync } = await import('node:fs');
  const shell = terminal();
  writeFileSync(shell.state, 'not a state');
  const { code, err } = await shell.run('get', 'svc');
  expect(code).toBe(2);
  expect(err).toContain(shell.state);
  await shell.run('create', 'ns', 'x');
  expect(readFileSync(shell.state, 'utf8')).toBe('not a state');
});
