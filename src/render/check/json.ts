import type { CheckReport } from './report.ts';

/** Every result with all its fields, for scripts. */
export const json: CheckReport = {
  name: 'json',
  render: (results) => `${JSON.stringify({ passed: results.every((result) => result.passed), results }, null, 2)}\n`,
};
