import type { Command } from '../command.ts';
import { ALL_NAMESPACES, OUTPUT, SELECTOR } from './options.ts';

/** Inside a pod, and what happened. */
export const DEBUG: readonly Command[] = [
  {
    name: 'top',
    summary: 'Say that nothing measures here, as a cluster without metrics does',
    group: 'Basic',
    arguments: '[args...]',
    load: () => import('../commands/top.ts'),
  },
  {
    name: 'logs',
    summary: 'What kube-proxy and CoreDNS log',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      SELECTOR,
      { flags: '-c, --container <name>', description: 'Container' },
      { flags: '--tail <lines>', description: 'Only the last lines' },
      { flags: '-f, --follow', description: 'Accepted as with kubectl; without effect' },
      { flags: '-p, --previous', description: 'Accepted as with kubectl; without effect' },
      { flags: '--timestamps', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [['kubesim logs -n kube-system ds/kube-proxy', 'Which mode kube-proxy chose']],
    load: () => import('../commands/logs.ts'),
  },
  {
    name: 'exec',
    summary: 'Run env, cat, nslookup, curl ... as a pod would',
    group: 'Basic',
    arguments: '[args...]',
    options: [
      { flags: '-c, --container <name>', description: 'Container' },
      { flags: '-i, --stdin', description: 'Accepted as with kubectl; without effect' },
      { flags: '-t, --tty', description: 'Accepted as with kubectl; without effect' },
      { flags: '-q, --quiet', description: 'Accepted as with kubectl; without effect' },
    ],
    examples: [
      ['kubesim exec web-cc544bdcc-5sltg -- env', 'Its environment variables'],
      ['kubesim exec deploy/web -- cat /etc/resolv.conf', 'Where it looks names up'],
      ['kubesim exec deploy/web -- nslookup kubernetes.default', 'A name as it sees it'],
      ['kubesim exec deploy/web -- curl http://web:8080', 'Where its request goes'],
    ],
    load: () => import('../commands/exec.ts'),
  },
  {
    name: 'events',
    summary: 'What happened, oldest first',
    group: 'Basic',
    options: [
      ALL_NAMESPACES,
      OUTPUT,
      { flags: '--for <object>', description: 'Only about this object (pod/web)' },
      { flags: '--types <types...>', description: 'Normal, Warning' },
      { flags: '--no-headers', description: 'Leave the column titles out' },
    ],
    load: () => import('../commands/events.ts'),
  },
];
