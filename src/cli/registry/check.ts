import type { Command } from '../command.ts';

/** Verdicts: why, matrix, compare, check. */
export const CHECK: readonly Command[] = [
  {
    name: 'check',
    summary: 'Answer the expectations of TrafficTest files: names, reachability, variables',
    group: 'Check',
    details:
      'The exit code is 0 if all hold, 1 if one does not, 2 if a file cannot be read or a question not be asked.\n' +
      'docs/checks.md describes the files.',
    arguments: '<files...>',
    options: [
      {
        flags: '-o, --output <format>',
        description: 'text, junit, json, tap, github or sarif',
        default: 'text',
      },
      { flags: '--output-file <file>', description: 'Write the report there, and text to the terminal' },
    ],
    examples: [
      ['kubesim check fixtures/nodeport', 'Every TrafficTest below a folder'],
      ['kubesim check -o github fixtures/nodeport', 'Annotations in a pull request'],
      ['kubesim check -o junit --output-file report.xml tests/', 'A report for a CI server'],
    ],
    load: () => import('../commands/check.ts'),
  },
];
