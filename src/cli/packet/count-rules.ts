import { RULE_COUNTERS, withRuleHits } from '../../kube-proxy/rule-counters.ts';
import type { Hit } from '../../netfilter/counters.ts';
import type { TraceResult } from '../../trace/trace.ts';

/** The length of the first packet of a connection as Linux sends it: a SYN with its options, a short datagram, a ping. */
const BYTES: Readonly<Record<string, number>> = { tcp: 60, udp: 56, sctp: 68, icmp: 84, icmpv6: 104 };

/** The value of extra RULE_COUNTERS after the packets that these traces show came by the iptables rules of the nodes. */
export function countedTraces(before: unknown, results: readonly TraceResult[]): unknown {
  let counters = before;
  for (const result of results)
    for (const { node, family, hits } of hitsByHost(result).values())
      counters = withRuleHits({ [RULE_COUNTERS]: counters }, node, family, hits, BYTES[result.request.protocol] ?? 60);
  return counters;
}

interface HostHits {
  readonly node: string;
  readonly family: 4 | 6;
  readonly hits: Hit[];
}

/** What matched on the way that is shown; later packets of a connection do not meet nat again and are not counted. */
function hitsByHost(result: TraceResult): Map<string, HostHits> {
  const hosts = new Map<string, HostHits>();
  for (const step of result.paths[result.shown]?.steps ?? []) {
    const { layer, phase, node, table, rule, failed } = step;
    if (layer !== 'iptables' || phase !== 'request' || failed !== undefined) continue;
    if (table === undefined || !rule?.startsWith('-A ')) continue;
    const { family } = step.packet.destination;
    const key = `${node}/${family}`;
    let host = hosts.get(key);
    if (!host) hosts.set(key, (host = { node, family, hits: [] }));
    host.hits.push({ table, rule });
  }
  return hosts;
}
