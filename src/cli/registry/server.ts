import type { Command } from '../command.ts';

/** What keeps running: the API server, the terminal interface. */
export const SERVER: readonly Command[] = [
  {
    name: 'proxy',
    summary: "Serve the cluster's API over HTTP, for kubectl and other clients",
    group: 'Server',
    options: [
      { flags: '-p, --port <port>', description: 'Port to listen on; 0 takes any free one', default: '8001' },
      { flags: '--address <address>', description: 'Address to listen on', default: '127.0.0.1' },
      { flags: '-u, --unix-socket <path>', description: 'Unix socket to listen on instead', default: '' },
      { flags: '--api-prefix <prefix>', description: 'Path under which the API is served', default: '/' },
      {
        flags: '--accept-hosts <expressions>',
        description: 'Host headers that are accepted: regular expressions, by comma',
        default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      },
      { flags: '--accept-paths <expressions>', description: 'Paths that are accepted', default: '^.*' },
      {
        flags: '--reject-paths <expressions>',
        description: 'Paths that are rejected, even if they are accepted',
        default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
      },
      { flags: '--reject-methods <expressions>', description: 'Methods that are rejected', default: '^$' },
      { flags: '--disable-filter', description: 'Let every request through (dangerous)' },
      { flags: '--speed <factor>', description: 'How many times faster than life pods start and stop', default: '1x' },
    ],
    examples: [
      ['kubesim proxy', 'Serve on 127.0.0.1:8001'],
      ['kubesim proxy --port=0 --speed 10x', 'On any free port; pods are ready after a moment'],
    ],
    load: () => import('../commands/proxy.ts'),
  },
  {
    name: 'kubeconfig',
    summary: 'Print a kubeconfig for the API that kubesim proxy serves',
    group: 'Server',
    options: [
      { flags: '--server <address>', description: 'Where the API is served', default: 'http://127.0.0.1:8001' },
    ],
    examples: [['kubesim kubeconfig > config && KUBECONFIG=config kubectl get svc', 'With a real kubectl']],
    load: () => import('../commands/kubeconfig.ts'),
  },
];
