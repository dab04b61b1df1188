import { problemLines, type CheckReport } from './report.ts';

/** TAP 14. */
export const tap: CheckReport = {
  name: 'tap',
  render(results) {
    const lines = ['TAP version 14', `1..${results.length}`];
    for (const [i, result] of results.entries()) {
      const title = `${result.test}: ${result.name} [${result.mode}]`.replace(/[\\#]/g, '\\$&').replace(/\s+/g, ' ');
      lines.push(`${result.passed ? 'ok' : 'not ok'} ${i + 1} - ${title}`);
      if (!result.passed)
        lines.push(
          '  ---',
          `  message: ${JSON.stringify(problemLines(result).join('; '))}`,
          `  at: ${JSON.stringify(`${result.file}:${result.line}`)}`,
          '  ...',
        );
    }
    return `${lines.join('\n')}\n`;
  },
};
