import { getObject } from '../../../cluster/list.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import type { ApiContext } from '../context.ts';
import type { Route } from '../http/route.ts';

/** `kubectl port-forward` has nowhere to go: nothing listens in the pods. */
export function noForwarding({ live }: ApiContext, { namespace, name }: Route): StatusError {
  getObject(live.cluster, 'pods', namespace, name);
  const because = 'no programs run in the pods of a simulated cluster; kubesim trace follows a connection to it';
  return new StatusError(501, 'NotImplemented', `pods ${JSON.stringify(name)} has no port to forward to: ${because}`);
}
