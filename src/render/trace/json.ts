import { adviceOf } from '../../diagnose/reasons.ts';
import { originText } from '../../net/origin.ts';
import type { Packet } from '../../net/packet.ts';
import { branchTree, type Outcome, type Path, type Segment, type Step } from '../../trace/tree.ts';
import type { TraceResult } from '../../trace/trace.ts';
import { endText, markText } from './text.ts';

/** The trace as data: the JSON contract. With `all` the tree of all ways is added. */
export function traceData(result: TraceResult, options: { readonly all?: boolean } = {}): Record<string, unknown> {
  const { request, source, dns, paths, shown } = result;
  const path = paths[shown];
  return {
    request: {
      protocol: request.protocol,
      ...(request.url === undefined ? {} : { url: request.url }),
      host: request.host,
      port: request.port,
    },
    source: {
      kind: source.kind === 'load-balancer' ? 'external' : source.kind,
      name: source.name,
      namespace: source.namespace,
      ip: source.ip,
      ...(source.node === undefined ? {} : { node: source.node }),
      ...(source.assumed === undefined ? {} : { assumed: source.assumed }),
    },
    dns: dns.map((hop) => ({
      query: hop.query,
      type: hop.type,
      rcode: hop.rcode,
      answers: hop.answers,
      server: hop.server,
      ...(hop.silence === undefined ? {} : { silence: hop.silence }),
    })),
    steps: [...dnsSteps(result), ...(path?.steps ?? [])].map(stepData),
    verdict: result.verdict,
    reason: result.reason,
    message: result.message,
    ...(result.origin ? { origin: originText(result.origin) } : {}),
    ...(result.verdict === 'delivered' ? {} : adviceOf(result)),
    ...(result.notes ? { notes: result.notes } : {}),
    outcomes: result.outcomes.map(outcomeData),
    examined: path?.examined ?? 0,
    conntrack: (path?.conntrack ?? []).map(({ node, original, translated }) => ({
      node,
      original: packetData(original),
      translated: packetData(translated),
    })),
    ...(options.all ? { tree: segmentData(branchTree(paths)) } : {}),
  };
}

/** The steps that DNS took before the request could be sent. */
export function dnsSteps(result: TraceResult): Step[] {
  // The way to a server is told once: later questions look like the first one to arrive there.
  let earlier = result.sent;
  return result.dns.flatMap((hop) => {
    const way = hop.way?.path.steps ?? [];
    const packet = way.at(-1)?.packet ?? earlier;
    earlier ??= packet;
    if (!packet) return [...way];
    const said = hop.silence ?? (hop.answers.length > 0 ? hop.answers.join(', ') : hop.rcode);
    const action = `${hop.query} ${hop.type}? ${hop.server} says ${said}`;
    return [...way, { node: way.at(-1)?.node ?? '', phase: 'dns', layer: 'dns', action, packet } satisfies Step];
  });
}

function stepData(step: Step): Record<string, unknown> {
  return {
    node: step.node,
    layer: step.layer,
    phase: step.phase,
    ...(step.hook === undefined ? {} : { hook: step.hook }),
    ...(step.table === undefined ? {} : { table: step.table }),
    ...(step.chain === undefined ? {} : { chain: step.chain }),
    ...(step.rule === undefined ? {} : { rule: step.rule }),
    ...(step.position === undefined ? {} : { position: step.position }),
    action: step.action,
    ...(step.failed === undefined ? {} : { failed: step.failed }),
    ...(step.probability === undefined ? {} : { probability: step.probability }),
    packet: packetData(step.packet),
    ...(step.origin ? { origin: originText(step.origin) } : {}),
  };
}

function packetData(packet: Packet): Record<string, unknown> {
  return {
    source: endText(packet.source.text, packet.sourcePort),
    destination: endText(packet.destination.text, packet.destinationPort),
    ...(packet.mark === 0 ? {} : { mark: markText(packet.mark) }),
    ...(packet.inInterface === undefined ? {} : { in: packet.inInterface }),
    ...(packet.outInterface === undefined ? {} : { out: packet.outInterface }),
  };
}

function outcomeData(outcome: Outcome): Record<string, unknown> {
  const { origin, ...rest } = outcome;
  return { ...rest, ...(origin ? { origin: originText(origin) } : {}) };
}

function segmentData(segment: Segment): Record<string, unknown> {
  return {
    steps: segment.steps.map(stepData),
    ...(segment.forks.length > 0
      ? { forks: segment.forks.map(({ probability, next }) => ({ probability, next: segmentData(next) })) }
      : {}),
    ...(segment.end ? { outcome: endData(segment.end) } : {}),
  };
}

function endData(path: Path): Record<string, unknown> {
  return { ...outcomeData(path.outcome), examined: path.examined };
}
