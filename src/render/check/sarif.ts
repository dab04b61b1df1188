import type { CheckResult } from '../../check/traffic-test.ts';
import { reasonText } from '../../diagnose/reasons.ts';
import { problemLines, type CheckReport } from './report.ts';

/** SARIF 2.1.0: failures as results, reason codes as rules, for code scanning pages. */
export const sarif: CheckReport = {
  name: 'sarif',
  render(results) {
    const failed = results.filter((result) => !result.passed);
    const rules = [...new Set(failed.map(ruleOf))].sort();
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'kubesim', rules: rules.map(ruleData) } },
          results: failed.map((result) => ({
            ruleId: ruleOf(result),
            ruleIndex: rules.indexOf(ruleOf(result)),
            level: 'error',
            message: { text: [result.name, ...problemLines(result)].join('\n') },
            locations: [location(result.file, result.line)],
            ...relatedTo(result),
          })),
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};

function ruleOf({ reason, unasked }: CheckResult): string {
  return unasked ? 'UNASKED' : (reason ?? 'EXPECTATION');
}

/** What a code means, and what usually mends it, for the page that lists it. */
function ruleData(id: string): Record<string, unknown> {
  const text = reasonText(id);
  if (!text) return { id, shortDescription: { text: id === 'UNASKED' ? 'The expectation could not be asked.' : 'An expectation does not hold.' } }; // prettier-ignore
  const help = [text.cause, text.fix].filter(Boolean).join(' ');
  return { id, shortDescription: { text: text.meaning }, ...(help === '' ? {} : { help: { text: help } }) };
}

function location(file: string, startLine: number): Record<string, unknown> {
  const path = file.split('/').map(encodeURIComponent).join('/');
  const uri = path.startsWith('/') ? `file://${path}` : path;
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine } } };
}

/** The manifest line at fault (`web.yaml:12 spec.selector`) beside the line of the expectation. */
function relatedTo({ cause }: CheckResult): Record<string, unknown> {
  const [, file, line, field] = /^(.+?):(\d+)(?::\d+)?(?: (.*))?$/.exec(cause ?? '') ?? [];
  if (file === undefined || line === undefined) return {};
  return {
    relatedLocations: [{ ...location(file, Number(line)), message: { text: field || 'the manifest at fault' } }],
  };
}
