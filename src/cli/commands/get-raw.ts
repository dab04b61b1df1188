import { UserError } from '../../net/user-error.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { dispatch } from '../../server/api/dispatch.ts';
import { readTarget } from '../../server/api/http/path.ts';
import { LiveCluster } from '../../server/api/live/live-cluster.ts';
import { Snapshots } from '../../server/api/objects/snapshots.ts';
import type { CommandContext } from '../command.ts';
import { openCluster } from '../workspace.ts';

/** `get --raw /api/v1/namespaces/default/services`: what the API answers, as it is. */
export async function getRaw(context: CommandContext, path: string): Promise<void> {
  const target = readTarget(path);
  if (!path.startsWith('/') || target.kind === 'bad') {
    throw new UserError(`--raw must be a valid URL path: parse ${JSON.stringify(path)}: invalid URI for request`, 1);
  }
  if (target.kind === 'redirect') return getRaw(context, target.location);
  const { now } = context.surroundings;
  const live = new LiveCluster(context.store, await openCluster(context), {
    now: () => now,
    pace: { kind: 'timed', readyAfter: 0, stopAfter: 0 },
  });
  const response = await dispatch(
    { live, snapshots: new Snapshots(), runProgram: undefined },
    {
      method: 'GET',
      segments: target.segments,
      query: target.query,
      headers: { accept: 'application/json' },
      body: () => Promise.resolve(Buffer.alloc(0)),
    },
  );
  if (!('status' in response)) throw new UserError('kubesim get --raw follows no stream: kubesim get -w does', 1);
  const body = String(response.body);
  if (response.status < 400) context.io.out(body);
  else throw refusal(response.status, body);
}

/** A Status in kubectl's words; what is no Status says only that there is nothing. */
function refusal(code: number, body: string): StatusError {
  try {
    const { reason, message } = JSON.parse(body) as { reason?: string; message?: string };
    if (message !== undefined) return new StatusError(code, (reason ?? '') as StatusError['reason'], message);
  } catch {
    // A page, no Status.
  }
  return new StatusError(code, 'NotFound', 'the server could not find the requested resource');
}
