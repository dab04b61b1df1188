import { byTest, countText, problemLines, type CheckReport } from './report.ts';

/** For people: a line per expectation, the trouble below it, the sum last. */
export const text: CheckReport = {
  name: 'text',
  render(results, paint) {
    const lines: string[] = [];
    for (const [title, group] of byTest(results)) {
      lines.push(title);
      const modes = new Set(group.map((result) => result.mode)).size > 1;
      for (const result of group) {
        const where = paint.faint(`${modes ? `[${result.mode}] ` : ''}line ${result.line}`);
        lines.push(
          `  ${result.passed ? paint.good('✓') : paint.bad(result.unasked ? '!' : '✗')} ${result.name} ${where}`,
        );
        if (!result.passed) lines.push(...problemLines(result).map((line) => `      ${line}`));
      }
      lines.push('');
    }
    return `${lines.join('\n')}${lines.length ? '\n' : ''}${countText(results)}\n`;
  },
};
