import { byTest, countsOf, problemLines, type CheckReport } from './report.ts';

/** JUnit XML, as CI servers read it: a suite per test file, a case per expectation and proxy mode. */
export const junit: CheckReport = {
  name: 'junit',
  render(results) {
    const { failed: failures, unasked: errors } = countsOf(results);
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="kubesim" tests="${results.length}" failures="${failures}" errors="${errors}">`,
    ];
    for (const [title, group] of byTest(results)) {
      const { failed, unasked } = countsOf(group);
      lines.push(`  <testsuite name="${escapeXml(title)}" tests="${group.length}" failures="${failed}" errors="${unasked}" skipped="0">`); // prettier-ignore
      for (const result of group) {
        const attributes = `classname="${escapeXml(`${result.test}.${result.mode}`)}" name="${escapeXml(result.name)}" file="${escapeXml(result.file)}" line="${result.line}"`;
        if (result.passed) {
          lines.push(`    <testcase ${attributes}/>`);
          continue;
        }
        lines.push(`    <testcase ${attributes}>`);
        const element = result.unasked ? 'error' : 'failure';
        lines.push(
          `      <${element} message="${escapeXml(result.problems[0] ?? 'failed')}" type="${escapeXml(result.reason ?? 'failed')}">${escapeXml(problemLines(result).join('\n'))}</${element}>`,
        );
        lines.push('    </testcase>');
      }
      lines.push('  </testsuite>');
    }
    lines.push('</testsuites>');
    return `${lines.join('\n')}\n`;
  },
};

/** Text as XML content or attribute value; characters that XML 1.0 forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
