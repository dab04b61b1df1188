import { problemLines, type CheckReport } from './report.ts';

/** SARIF 2.1.0: failures as results, reason codes as rules, for code scanning pages. */
export const sarif: CheckReport = {
  name: 'sarif',
  render(results) {
    const failed = results.filter((result) => !result.passed);
    const rules = [...new Set(failed.map((result) => result.reason ?? 'EXPECTATION'))].sort();
    const log = {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'kubesim', rules: rules.map((id) => ({ id })) } },
          results: failed.map((result) => ({
            ruleId: result.reason ?? 'EXPECTATION',
            level: 'error',
            message: { text: [result.name, ...problemLines(result)].join('\n') },
            locations: [
              { physicalLocation: { artifactLocation: { uri: result.file }, region: { startLine: result.line } } },
            ],
          })),
        },
      ],
    };
    return `${JSON.stringify(log, null, 2)}\n`;
  },
};
