import type { Command } from '../command.ts';
import { ALL_NAMESPACES, DRY_RUN, FIELD_SELECTOR, FILENAME, OUTPUT, RECURSIVE, SELECTOR, TEMPLATE } from './options.ts';

/** Labels and annotations. */
export const LABEL: readonly Command[] = [
  {
    name: 'label',
    summary: 'Set or remove labels',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      { flags: '--overwrite', description: 'Change labels that are set' },
      { flags: '--list', description: 'Only list them' },
      { flags: '--all', description: 'All objects of the type' },
      ALL_NAMESPACES,
      FIELD_SELECTOR,
      FILENAME,
      RECURSIVE,
      SELECTOR,
      DRY_RUN,
      OUTPUT,
      TEMPLATE,
    ],
    examples: [
      ['kubesim label pod web-cc544bdcc-5sltg track=canary', 'Set one'],
      ['kubesim label pod web-cc544bdcc-5sltg track-', 'Remove it'],
    ],
    load: () => import('../commands/label.ts'),
  },
  {
    name: 'annotate',
    summary: 'Set or remove annotations',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      { flags: '--overwrite', description: 'Change annotations that are set' },
      { flags: '--list', description: 'Only list them' },
      { flags: '--all', description: 'All objects of the type' },
      ALL_NAMESPACES,
      FIELD_SELECTOR,
      FILENAME,
      RECURSIVE,
      SELECTOR,
      DRY_RUN,
      OUTPUT,
      TEMPLATE,
    ],
    load: () => import('../commands/annotate.ts'),
  },
];
