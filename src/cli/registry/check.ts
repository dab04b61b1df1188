import type { Command } from '../command.ts';

/** Verdicts: why, matrix, compare, check. */
export const CHECK: readonly Command[] = [
  {
    name: 'check',
    summary: 'Answer the expectations of TrafficTest files: names, reachability, variables',
    group: 'Check',
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
      ['kubesim check -o junit --output-file report.xml tests/', 'A report for a CI server'],
    ],
    load: () => import('../commands/check.ts'),
  },
];
