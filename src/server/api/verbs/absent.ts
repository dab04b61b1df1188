import { verbsOf } from '../../../api/served.ts';
import { notFoundError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import type { ApiContext } from '../context.ts';
import type { ApiRequest, ApiResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { methodNotAllowed } from '../http/status.ts';
import { openWatch } from '../watch/open.ts';
import { listCollection } from './read.ts';

/** Answers for a kind of which a simulated cluster keeps nothing: none are there, and none can be made. Throws StatusError. */
export function serveAbsent(context: ApiContext, route: Route, request: ApiRequest): ApiResponse {
  const { of, verb, name } = route;
  if (verb === 'connect' || !verbsOf(of).includes(verb)) throw methodNotAllowed();
  switch (verb) {
    case 'list':
    case 'deletecollection':
      return listCollection(context, route, request);
    case 'watch':
      return { watch: openWatch(context, route, request) };
    case 'get':
    case 'update':
    case 'patch':
    case 'delete':
      if (verb === 'patch' && request.headers['content-type']?.includes('apply-patch')) throw notKept(of.plural);
      throw notFoundError(of, name);
    case 'create':
      throw notKept(of.plural);
  }
}

function notKept(plural: string): StatusError {
  const message = `kubesim keeps no ${plural}: a simulated cluster can do without`;
  return new StatusError(405, 'MethodNotAllowed', message, { kind: plural });
}
