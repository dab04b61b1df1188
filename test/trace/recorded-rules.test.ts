import { expect, test } from 'vitest';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { parseAddress } from '../../src/net/address.ts';
import { clusterTopology } from '../../src/trace/cluster-topology.ts';
import { walkFlow } from '../../src/trace/flow.ts';
import { iptablesWalker } from '../../src/trace/iptables/walk.ts';
import { isOutsideEndpoint, listenerIn } from '../../src/trace/listeners.ts';
import { mergeOutcomes, outcomeOf } from '../../src/trace/outcome.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { findSource } from '../../src/trace/source.ts';
import type { World } from '../../src/trace/world.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { difference, packetFiles, recorded, requestOf, sourceOf } from './packet-rows.ts';

/** The rules that a real kube-proxy had written, read from their own text, walked with the packets of the recording. */
for (const { scenario, node, mode, rows } of packetFiles().filter((file) => file.mode === 'iptables')) {
  test(`real rules, real packets: ${scenario} ${node} ${mode}`, () => {
    const cluster = loadDump('1.36', scenario);
    const topology = clusterTopology(cluster, { podNetwork: 'ptp' });
    const text = recorded(scenario, `iptables-save.${node}.txt`) ?? '';
    const here = iptablesWalker(parseRuleset(text));
    const nothing = iptablesWalker({ family: 4, tables: [] });
    const pods = new Map(
      [...cluster.all('pods').values()].map((pod) => [pod.metadata.name, pod.metadata.namespace ?? '']),
    );
    for (const record of [true, false]) {
      const world: World = {
        topology,
        walker: (name) => (name === node ? here : nothing),
        listens: (at) => listenerIn(cluster, at),
        isKnownOutside: (address) => isOutsideEndpoint(cluster, address),
        now: 0,
        explain: false,
        record,
        walkReplies: false,
      };
      const wrong = rows.flatMap((row) => {
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
        const sum = outcomes.reduce((total, outcome) => total + outcome.probability, 0);
        expect(sum).toBeCloseTo(1, 12);
        const told = difference(row, outcomes);
        return told === undefined
          ? []
          : [`${row.source}(${row.source_ip}) -> ${row.destination}/${row.proto} [${row.note}]: ${told}`];
      });
      expect(wrong).toEqual([]);
    }
  });
}
