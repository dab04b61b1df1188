import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Heavy packages must not be loaded by commands that do not use them: start-up is a feature. */
const HEAVY = ['ink', 'react', 'yaml', 'chalk', 'cli-table3', 'protobufjs', 'ip-address', 'ws'];

const source = join(import.meta.dirname, '..', 'src');

/** Files and packages that a file loads at once: its static imports that are not for types alone. */
function loadedBy(file: string): string[] {
  const code = readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, '');
  const statements = [...code.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'";]*?from\s+)?'([^']+)'/gm)];
  return statements.map(([, target = '']) => (target.startsWith('.') ? join(file, '..', target) : target));
}

/** The heavy packages that loading `file` loads, each with the file that imports it. */
function heavyBehind(file: string): string[] {
  const seen = new Set<string>();
  const found = new Set<string>();
  const visit = (at: string): void => {
    if (seen.has(at) || !existsSync(at)) return;
    seen.add(at);
    for (const target of loadedBy(at)) {
      if (HEAVY.includes(target.split('/')[0] ?? '')) found.add(`${target} by ${relative(source, at)}`);
      visit(target);
    }
  };
  visit(file);
  return [...found];
}

test('starting loads no heavy package', () => {
  expect(heavyBehind(join(source, 'cli', 'main.ts'))).toEqual([]);
});

test.each(readdirSync(join(source, 'cli', 'commands')).filter((file) => file.endsWith('.ts')))(
  '%s loads no heavy package before it needs it',
  (file) => {
    // prettier-ignore
    expect(heavyBehind(join(source, 'cli', 'commands', file))).toEqual([]);
  },
);

test('the heavy packages are used somewhere', () => {
  const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n');
  const unused = HEAVY.filter((name) => !new RegExp(`(from|import\\()\\s*'${name}['/]`).test(code));
  expect(unused).toEqual([]);
});
