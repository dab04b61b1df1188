import type { Cluster } from '../../cluster/cluster.ts';
import { UserError } from '../../net/user-error.ts';
import { seededRandom } from '../../net/random.ts';
import { RULE_COUNTERS } from '../../kube-proxy/rule-counters.ts';
import { dumpWorld, readDumps, readInterfaces } from '../../trace/dump.ts';
import { memoryEntries, remember } from '../../trace/memory.ts';
import type { Memory } from '../../trace/hook.ts';
import { parseRequest } from '../../trace/request/request.ts';
import { traceDump, traceRequest, type TraceOptions, type TraceResult } from '../../trace/trace.ts';
import type { CommandContext } from '../command.ts';
import { readStandardInput, readText } from '../read-file.ts';
import { changeCluster, openCluster } from '../workspace.ts';
import { countedTraces } from './count-rules.ts';
import type { TraceWords } from './trace-words.ts';

/** The name under which connections and affinity rest in a state, with `trace --keep`. */
export const KEPT = 'traffic';

/** What `trace --keep` left behind. */
export interface KeptTraffic {
  readonly memory: Readonly<Record<string, unknown>>;
  readonly conntrack: readonly KeptConnection[];
}

export interface KeptConnection {
  readonly node: string;
  readonly protocol: string;
  /** `source destination sport dport` of the packet as it came, and of the reply that is awaited. */
  readonly original: readonly [string, string, number, number];
  readonly reply: readonly [string, string, number, number];
  readonly answered: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** All traces that the words ask for: one, or with --repeat several that remember each other. */
export async function runTraces(words: TraceWords): Promise<TraceResult[]> {
  const { context } = words;
  const request = parseRequest(words.words);
  const random = seededRandom(context.globals.seed ?? 'trace');
  const start = Math.floor(context.surroundings.now / 1000);
  const world = words.rules.length > 0 ? pastedWorld(words) : undefined;
  const cluster = world ? undefined : await openCluster(context);
  const kept = cluster ? keptTraffic(cluster) : undefined;
  let memory: Memory = remember(new Map(Object.entries(kept?.memory ?? {})));
  const results: TraceResult[] = [];
  const first = freePort(kept?.conntrack ?? []);
  for (let i = 0; i < words.repeat; i++) {
    const options: TraceOptions = {
      request,
      from: words.from,
      node: words.node,
      namespace: words.namespace,
      podNetwork: words.podNetwork,
      explain: words.explain,
      assumeDns: words.assumeDns,
      random,
      memory,
      now: start + i * words.every,
      sourcePort: FIRST_PORT + ((first + i) % PORTS),
    };
    const result = cluster ? traceRequest(cluster, options) : traceDump({ ...(world ?? pastedWorld(words)), now: options.now ?? 0, explain: words.explain }, options); // prettier-ignore
    memory = result.memory;
    results.push(result);
  }
  if (words.keep) await keep(context, results, memory, start * 1000, words.every * 1000);
  return results;
}

/** The ports that a client's system gives out by itself (RFC 6335). */
const FIRST_PORT = 49_152;
const PORTS = 16_000;

/** How many ports to pass over: a new connection does not have the port of one that is still known. */
function freePort(known: readonly KeptConnection[]): number {
  return known.reduce((next, { original: [, , port] }) => Math.max(next, port - FIRST_PORT + 1), 0) % PORTS;
}

/** What earlier traces with --keep left. */
export function keptTraffic(cluster: Cluster): KeptTraffic | undefined {
  const found = cluster.extras[KEPT];
  return typeof found === 'object' && found !== null ? (found as KeptTraffic) : undefined;
}

const MOST_KEPT = 10_000;

async function keep(
  context: CommandContext,
  results: readonly TraceResult[],
  memory: Memory,
  start: number,
  every: number,
): Promise<void> {
  const fresh = results.flatMap((result, i) => connectionsOf(result, start + i * every));
  await changeCluster(context, (transaction) => {
    const before = transaction.extra(KEPT) as KeptTraffic | undefined;
    const conntrack = [...(before?.conntrack ?? []), ...fresh].slice(-MOST_KEPT);
    transaction.setExtra(KEPT, { memory: memoryEntries(memory), conntrack } satisfies KeptTraffic);
    transaction.setExtra(RULE_COUNTERS, countedTraces(transaction.extra(RULE_COUNTERS), results));
  });
}

/** The entries that the shown path of a trace made in the conntrack tables of the nodes. */
export function connectionsOf(result: TraceResult, since: number): KeptConnection[] {
  const path = result.paths[result.shown];
  return (path?.conntrack ?? []).map(({ node, original, translated }) => ({
    node,
    protocol: original.protocol,
    original: [original.source.text, original.destination.text, original.sourcePort, original.destinationPort],
    reply: [translated.destination.text, translated.source.text, translated.destinationPort, translated.sourcePort],
    answered: path?.outcome.verdict === 'delivered',
    since,
  }));
}

function pastedWorld(words: TraceWords): ReturnType<typeof dumpWorld> {
  const texts = words.rules.map((name) => ({ name, text: readDump(name) }));
  const interfaces = readInterfaces(words.addresses ?? '');
  return dumpWorld({ ...readDumps(texts), interfaces }, words.node ?? 'host', { explain: words.explain });
}

function readDump(name: string): string {
  try {
    return name === '-' ? readStandardInput() : readText(name);
  } catch (problem) {
    if (problem instanceof UserError) throw problem;
    throw new UserError(`cannot read ${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}
