import type { Command } from '../command.ts';
import { DRY_RUN, FILENAME, OUTPUT, RECURSIVE, SELECTOR, TEMPLATE } from './options.ts';

/** Which objects, and what is said of them. */
const TARGETS = [FILENAME, RECURSIVE, SELECTOR, DRY_RUN, OUTPUT, TEMPLATE];

/** Parts of objects. */
export const SET: readonly Command[] = [
  {
    name: 'set image',
    summary: 'Give containers other images',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      ...TARGETS,
      { flags: '--all', description: 'All objects of the type' },
      { flags: '--local', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [['kubesim set image deployment/web nginx=nginx:1.28', 'Roll a new image out']],
    load: () => import('../commands/set-image.ts'),
  },
  {
    name: 'set env',
    summary: 'Set or remove environment variables of containers',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      ...TARGETS,
      { flags: '-e, --env <pair...>', description: 'key=value, or key- to remove' },
      { flags: '-c, --containers <pattern>', description: 'Which containers (*)' },
      { flags: '--list', description: 'Only list them' },
      { flags: '--overwrite', description: 'Change variables that are set', default: true },
      { flags: '--all', description: 'All objects of the type' },
    ],
    load: () => import('../commands/set-env.ts'),
  },
  {
    name: 'set selector',
    summary: 'Give a Service another selector',
    group: 'Basic',
    arguments: '[args...]',
    options: [...TARGETS, { flags: '--all', description: 'All objects of the type' }],
    examples: [['kubesim set selector svc web app=web,track=canary', 'Send its traffic elsewhere']],
    load: () => import('../commands/set-selector.ts'),
  },
  {
    name: 'set resources',
    summary: 'Give containers other limits and requests',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      ...TARGETS,
      { flags: '--all', description: 'All objects of the type' },
      { flags: '-c, --containers <pattern>', description: 'Which containers (*)' },
      { flags: '--limits <pairs>', description: 'cpu=200m,memory=512Mi' },
      { flags: '--requests <pairs>', description: 'The same for requests' },
    ],
    load: () => import('../commands/set-resources.ts'),
  },
  {
    name: 'set serviceaccount',
    aliases: ['sa'],
    summary: 'Give pods another service account',
    group: 'Basic',
    arguments: '[args...]',
    options: [...TARGETS, { flags: '--all', description: 'All objects of the type' }],
    load: () => import('../commands/set-serviceaccount.ts'),
  },
];
