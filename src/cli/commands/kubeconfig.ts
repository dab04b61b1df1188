import { UserError } from '../../net/user-error.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { Run } from '../command.ts';

/** Prints a kubeconfig for the API that `kubesim proxy` serves. */
export const run: Run = ({ io, options, globals }) => {
  const server = serverOf(String(options['server']));
  const config = {
    apiVersion: 'v1',
    clusters: [{ cluster: { server }, name: 'kubesim' }],
    contexts: [
      {
        context: {
          cluster: 'kubesim',
          ...(globals.namespace ? { namespace: globals.namespace } : {}),
          user: 'kubesim',
        },
        name: 'kubesim',
      },
    ],
    'current-context': 'kubesim',
    kind: 'Config',
    preferences: {},
    users: [{ name: 'kubesim', user: {} }],
  };
  io.out(`${yamlText(config)}\n`);
  return Promise.resolve(0);
};

function serverOf(given: string): string {
  const text = /^https?:\/\//.test(given) ? given : `http://${given}`;
  try {
    return new URL(text).href.replace(/\/$/, '');
  } catch {
    throw new UserError(`invalid --server ${JSON.stringify(given)}`, 2, 'Give an address: http://127.0.0.1:8001');
  }
}
