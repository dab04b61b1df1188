import type { Command } from '../command.ts';
import { ALL_NAMESPACES, DRY_RUN, FIELD_SELECTOR, FILENAME, RECURSIVE, SELECTOR } from './options.ts';

/** Away with objects. */
export const DELETE: readonly Command[] = [
  {
    name: 'edit',
    summary: 'Edit objects in your editor (KUBE_EDITOR, EDITOR)',
    group: 'Basic',
    arguments: '[args...]',
    options: [SELECTOR],
    load: () => import('../commands/edit.ts'),
  },
  {
    name: 'delete',
    summary: 'Delete objects',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      FILENAME,
      RECURSIVE,
      SELECTOR,
      FIELD_SELECTOR,
      ALL_NAMESPACES,
      DRY_RUN,
      { flags: '-o, --output <format>', description: 'name: print only names' },
      { flags: '--all', description: 'All objects of the given types in the namespace' },
      { flags: '--ignore-not-found', description: 'What is not there is no error' },
      { flags: '--cascade [how]', description: 'background, foreground or orphan', preset: 'background' },
      { flags: '--grace-period <seconds>', description: 'Time for pods to stop' },
      { flags: '--force', description: 'With --grace-period=0: at once' },
      { flags: '--now', description: 'One second for pods to stop' },
      { flags: '--wait', description: 'Accepted as with kubectl; without effect' },
      { flags: '--timeout <duration>', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [
      ['kubesim delete svc web', 'One Service'],
      ['kubesim delete -f web.yaml', 'What a file describes'],
      ['kubesim delete pods -l app=web', 'Pods with a label; their ReplicaSet makes new ones'],
    ],
    load: () => import('../commands/delete.ts'),
  },
];
