import { writeFileSync } from 'node:fs';
import { runTest } from '../../check/run.ts';
import type { CheckResult } from '../../check/traffic-test.ts';
import { UserError } from '../../net/user-error.ts';
import { CHECK_REPORTS } from '../../render/check/index.ts';
import { PLAIN, type Paint } from '../../render/check/report.ts';
import type { Run } from '../command.ts';
import { findTests } from '../check/test-files.ts';
import { checkTools } from '../check/tools.ts';

/** Answers the expectations of TrafficTest files: 0 if all hold, 1 if one does not, 2 if one could not be asked. */
export const run: Run = async ({ args, options, io, globals, surroundings }) => {
  const wanted = String(options['output'] ?? 'text');
  const report = CHECK_REPORTS.find(({ name }) => name === wanted);
  if (!report) throw new UserError(`unknown output format ${JSON.stringify(wanted)}: one of ${CHECK_REPORTS.map(({ name }) => name).join(', ')}`); // prettier-ignore
  const results: CheckResult[] = [];
  for (const test of await findTests(args)) results.push(...(await runTest(test, checkTools, surroundings)));
  const file = options['outputFile'];
  if (typeof file === 'string') {
    writeFileSync(file, report.render(results, PLAIN));
    io.out((CHECK_REPORTS[0] ?? report).render(results, await paint(globals.color)));
  } else io.out(report.render(results, await paint(globals.color)));
  if (results.some(({ unasked }) => unasked)) return 2;
  return results.every(({ passed }) => passed) ? 0 : 1;
};

async function paint(color: boolean): Promise<Paint> {
  if (!color) return PLAIN;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  return { good: (text) => chalk.green(text), bad: (text) => chalk.red(text), faint: (text) => chalk.dim(text) };
}
