import { describe, expect, test } from 'vitest';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { parseAddress } from '../../src/net/address.ts';
import type { NftTable } from '../../src/nftables/model.ts';
import { parseRuleset } from '../../src/nftables/parse.ts';
import { clusterTopology } from '../../src/trace/cluster-topology.ts';
import { walkFlow } from '../../src/trace/flow.ts';
import { isOutsideEndpoint, listenerIn } from '../../src/trace/listeners.ts';
import { nftWalker } from '../../src/trace/nftables/walk.ts';
import { mergeOutcomes, outcomeOf } from '../../src/trace/outcome.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { findSource } from '../../src/trace/source.ts';
import type { World } from '../../src/trace/world.ts';
import { loadDump } from '../recordings/load-dump.ts';
import {
  difference,
  packetFiles,
  recorded,
  requestOf,
  sourceOf,
  type PacketFile,
  type PacketRow,
} from './packet-rows.ts';

/** Packets that a real kernel carried under nftables rules: once through the recorded text, once through what kubesim programs. */
describe.each(packetFiles().filter((file) => file.mode === 'nftables'))('$scenario $node', (file) => {
  const cluster = loadDump('1.36', file.scenario);

  test('the recorded rules, read from their text', () => {
    const text = recorded(file.scenario, `nft-ruleset.${file.node}.txt`) ?? '';
    expect(disagreements(file, cluster, parseRuleset(text))).toEqual([]);
  });

  test('the rules of this kube-proxy', () => {
    expect(disagreements(file, cluster, [nftTable(cluster, file.node, 4)])).toEqual([]);
  });
});

/** Rows about several connections (`A then B`, many datagrams of one socket) say nothing of the backends of one. */
function namesBackends({ result, proto, backends }: PacketRow): boolean {
  return !result.startsWith('ok') || proto === 'icmp' || backends !== '';
}

function disagreements(
  { node, rows }: PacketFile,
  cluster: ReturnType<typeof loadDump>,
  tables: readonly NftTable[],
): string[] {
  const topology = clusterTopology(cluster, { podNetwork: 'ptp' });
  const here = nftWalker(tables);
  const nothing = nftWalker([]);
  const pods = new Map(
    [...cluster.all('pods').values()].map((pod) => [pod.metadata.name, pod.metadata.namespace ?? '']),
  );
  const world: World = {
    topology,
    walker: (name) => (name === node ? here : nothing),
    listens: (at) => listenerIn(cluster, at),
    isKnownOutside: (address) => isOutsideEndpoint(cluster, address),
    now: 0,
    explain: false,
    record: true,
    walkReplies: false,
  };
  return rows.filter(namesBackends).flatMap((row) => {
    const request = parseRequest(requestOf(row));
    const { from, namespace } = sourceOf(row, node, pods);
    const source = findSource(cluster, topology, { from, node, namespace, host: request.host });
    const destination = parseAddress(request.host);
    if (!destination) return [`${row.destination} is no address`];
    const { ends, sent } = walkFlow(world, {
      source,
      destination,
      protocol: request.protocol,
      port: request.port,
      sourcePort: 40000,
    });
    const outcomes = mergeOutcomes(ends.map(({ end }) => outcomeOf(cluster, end, sent ?? end.journey.packet)));
    expect(outcomes.reduce((total, outcome) => total + outcome.probability, 0)).toBeCloseTo(1, 12);
    // Rows about affinity count first picks only and say nothing of the source that was seen.
    const seen = row.seen_sources || outcomes.map((outcome) => `${outcome.sourceSeen}=1`).join(',');
    const told = difference({ ...row, seen_sources: seen }, outcomes);
    return told === undefined
      ? []
      : [`${row.source}(${row.source_ip}) -> ${row.destination}/${row.proto} [${row.note}]: ${told}`];
  });
}
