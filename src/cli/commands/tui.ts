import type { Cluster } from '../../cluster/cluster.ts';
import { diagnoseService } from '../../diagnose/why.ts';
import { parseAddress } from '../../net/address.ts';
import { seededRandom } from '../../net/random.ts';
import { UserError } from '../../net/user-error.ts';
import { clusterWorld } from '../../trace/cluster-world.ts';
import { remember } from '../../trace/memory.ts';
import { parseRequest } from '../../trace/request/request.ts';
import { findSource } from '../../trace/source.ts';
import { traceRequest, type TraceResult } from '../../trace/trace.ts';
import type { Question } from '../../tui/questions.ts';
import type { CommandContext, Run } from '../command.ts';
import { keptTraffic } from '../packet/run-trace.ts';
import { openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const { io, globals } = context;
  if (!io.stdoutIsTerminal || !io.stdinIsTerminal || io.env['TERM'] === 'dumb')
    throw new UserError(
      'tui needs a terminal to draw on and a keyboard',
      2,
      'Without one: kubesim get svc -A, kubesim why svc/NAME, kubesim trace.',
    );
  const cluster = await openCluster(context);
  const { browse } = await import('../../tui/main.tsx');
  const engine = {
    read: () => openCluster(context),
    diagnose: diagnoseService,
    trace: (now: Cluster, question: Question) => traceOf(context, now, question),
  };
  return browse(cluster, engine, { color: globals.color });
};

/** The trace that `kubesim trace --explain` with the same words would make. */
function traceOf(context: CommandContext, cluster: Cluster, question: Question): TraceResult {
  const { source, door, namespace } = question;
  const request = parseRequest(door.request);
  return traceRequest(cluster, {
    request,
    from: source.kind === 'throwaway' ? throwawayFrom(cluster, question, request.host) : source.from,
    node: source.node,
    namespace,
    explain: true,
    random: seededRandom(context.globals.seed ?? 'trace'),
    memory: remember(new Map(Object.entries(keptTraffic(cluster)?.memory ?? {}))),
    now: Math.floor(context.surroundings.now / 1000),
  });
}

/** A throwaway pod that asks an address of the outside is named by its address: unnamed, such a client would be one outside. */
function throwawayFrom(cluster: Cluster, { source, namespace }: Question, host: string): string | undefined {
  const to = parseAddress(host);
  if (!to) return undefined;
  const { topology } = clusterWorld(cluster, { record: false });
  const pod = findSource(cluster, topology, { namespace, node: source.node, host: 'cluster.internal' });
  const address = (pod.place?.(to.family) ?? pod.place?.(4) ?? pod.place?.(6))?.address;
  return address && `pod=${address.text}`;
}
