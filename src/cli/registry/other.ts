import type { Command } from '../command.ts';

/** Everything about the program itself. */
export const OTHER: readonly Command[] = [
  {
    name: 'completion',
    summary: 'Print the completion script of a shell',
    group: 'Other',
    arguments: '<shell>',
    examples: [
      ['source <(kubesim completion bash)', 'Complete kubesim in this bash'],
      ['kubesim completion zsh > "${fpath[1]}/_kubesim"', 'In every zsh from now on'],
      ['kubesim completion fish | source', 'In this fish'],
    ],
    load: () => import('../commands/completion.ts'),
  },
  {
    name: '__complete',
    summary: 'Answer a shell that completes a line',
    group: 'Other',
    arguments: '[words...]',
    passThrough: true,
    hidden: true,
    load: () => import('../commands/complete.ts'),
  },
];
