import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

/**
 * Every ```console block of README.md, docs/ and the READMEs of fixtures/ is run, in order, page by page, each page with a state file of its own, and its
 * output must be what the page shows. `npm run docs` writes the true output into the pages instead.
 */
const root = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-docs-'));
const update = process.env['UPDATE_DOCS'] === '1';
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const scenes = readdirSync(join(root, 'fixtures'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('README.md')).map((file) => join('fixtures', file)).sort(); // prettier-ignore
const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md')).map((file) => join('docs', file)), ...scenes]; // prettier-ignore

interface Step {
  /** The command as written after `$ `, continuation lines joined. */
  readonly command: string;
  readonly source: readonly string[];
  readonly output: readonly string[];
}

/** A block's commands with what the page says they print; output before the first command is an error in the page. */
function stepsOf(block: string): Step[] {
  const steps: { command: string; source: string[]; output: string[] }[] = [];
  let continued = false;
  for (const line of block.split('\n')) {
    const last = steps.at(-1);
    if (continued && last) {
      last.source.push(line);
      last.command = `${last.command.slice(0, -1)}${line.trim()}`;
      continued = line.endsWith('\\');
    } else if (line.startsWith('$ ')) {
      steps.push({ command: line.slice(2), source: [line], output: [] });
      continued = line.endsWith('\\');
    } else if (last) last.output.push(line);
    else throw new Error(`output without a command: ${line}`);
  }
  return steps;
}

function run(command: string, state: string): string[] {
  const env = {
    ...process.env,
    PATH: `${scratch}:${process.env['PATH']}`,
    KUBESIM_STATE: state,
    SOURCE_DATE_EPOCH: '1795334400',
    NO_COLOR: '1',
    TZ: 'UTC',
  };
  const done = spawnSync('bash', ['-c', `${command} 2>&1`], { cwd: root, env, encoding: 'utf8', timeout: 60_000 });
  return done.stdout.replace(/\n$/, '').split('\n').filter((line, _, all) => all.length > 1 || line !== ''); // prettier-ignore
}

writeFileSync(
  join(scratch, 'kubesim'),
  `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin', 'kubesim.js')} "$@"\n`,
  { mode: 0o755 },
);

test.each(pages)('%s shows what the commands print', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const state = join(scratch, `${page.replace(/\W/g, '-')}.json`);
  const shown: string[] = [];
  const real: string[] = [];
  const rewritten = text.replace(/^```console\n([^]*?)\n```$/gm, (_, block: string) => {
    const lines: string[] = [];
    for (const step of stepsOf(block)) {
      const output = run(step.command, state);
      shown.push(`$ ${step.command}`, ...step.output);
      // `...` on a line of its own stands for lines that the page leaves out.
      real.push(`$ ${step.command}`, ...(step.output.includes('...') ? elided(step.output, output) : output));
      lines.push(...step.source, ...(step.output.includes('...') ? step.output : output));
    }
    return `\`\`\`console\n${lines.join('\n')}\n\`\`\``;
  });
  if (update) writeFileSync(join(root, page), rewritten);
  else expect(real).toEqual(shown);
});

/** The page's own lines where the real output has them in this order with anything for each `...`; otherwise the real output. */
function elided(shown: readonly string[], real: readonly string[]): readonly string[] {
  let at = 0;
  let gap = false;
  for (const line of shown) {
    if (line === '...') {
      gap = true;
      continue;
    }
    const found = gap ? real.indexOf(line, at) : real[at] === line ? at : -1;
    if (found < 0) return real;
    at = found + 1;
    gap = false;
  }
  return gap || at === real.length ? shown : real;
}

test('a checkout is built before its pages are tested', () => {
  expect(execFileSync(process.execPath, [join(root, 'bin', 'kubesim.js'), '--version'], { encoding: 'utf8' })).toMatch(
    /^kubesim \d+\.\d+\.\d+\n$/,
  );
});
