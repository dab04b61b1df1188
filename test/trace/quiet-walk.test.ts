import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { parseAddress } from '../../src/net/address.ts';
import { clusterWorld } from '../../src/trace/cluster-world.ts';
import { walkFlow, type Flow } from '../../src/trace/flow.ts';
import { memoryEntries } from '../../src/trace/memory.ts';
import { outcomeOf } from '../../src/trace/outcome.ts';
import { findSource } from '../../src/trace/source.ts';
import type { World } from '../../src/trace/world.ts';
import { clusterFor } from '../proxy-cases/cluster.ts';
import { MODES, readCases, type Flow as CaseFlow } from '../proxy-cases/read.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { destinations, sources } from './flows-of.ts';

/** All that a walk without steps has to tell as one with steps does, way by way. */
function told(cluster: Cluster, world: World, flow: Flow): unknown {
  const { sent, ends } = walkFlow(world, flow);
  return ends.map(({ end }) => {
    const { packet, probability, examined, memory, hops } = end.journey;
    const { source, sourcePort, destination, destinationPort } = packet;
    const seen = `${source.text}:${sourcePort} ${destination.text}:${destinationPort}`;
    return { outcome: sent && outcomeOf(cluster, end, sent), seen, probability, examined, hops, memory: memoryEntries(memory) }; // prettier-ignore
  });
}

/** The flows that the two walks, each with what it has learned from the flows before, do not tell alike. */
function differences(cluster: Cluster, ask: (world: World) => Iterable<Flow>): string[] {
  const [quiet, full] = [false, true].map((record) => clusterWorld(cluster, { record })) as [World, World];
  const found: string[] = [];
  for (const flow of ask(full)) {
    const [got, wanted] = [quiet, full].map((world) => JSON.stringify(told(cluster, world, flow)));
    if (got !== wanted) found.push(`${flow.source.name} -> ${flow.destination.text} ${flow.port}/${flow.protocol}: ${got} instead of ${wanted}`); // prettier-ignore
  }
  return found;
}

function* everyFlow(cluster: Cluster, { topology }: World): Iterable<Flow> {
  for (const from of sources(cluster)) {
    const node = from.startsWith('pod=') ? 'node1' : undefined;
    for (const [ip, port, protocol] of destinations(cluster)) {
      const destination = parseAddress(ip);
      if (!destination) continue;
      const source = findSource(cluster, topology, { from, namespace: 'default', host: ip, node });
      yield { source, destination, port, protocol: protocol as 'tcp', sourcePort: 40_000 };
    }
  }
}

const RECORDED = ['1.36', '1.20'].flatMap((version) =>
  readdirSync(new URL(`../recordings/${version}/`, import.meta.url)).map((scenario) => [version, scenario] as const),
);

describe.each(['iptables', 'nftables', 'ipvs'] as const)('in mode %s', (mode) => {
  test.each(RECORDED)('a walk without steps ends as one with steps: %s %s', (version, scenario) => {
    const cluster = loadDump(version, scenario, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
    expect(differences(cluster, (world) => everyFlow(cluster, world))).toEqual([]);
  });
});

const CASES = new URL('../proxy-cases/', import.meta.url);
const files = readdirSync(CASES).filter((name) => name.endsWith('.cases'));

function caseFlow(cluster: Cluster, { topology }: World, flow: CaseFlow): Flow[] {
  const destination = parseAddress(flow.destination);
  if (!destination) return [];
  const from = flow.from === 'pod' ? `pod=${flow.source}` : flow.from === 'external' ? `external=${flow.source}` : 'node/here'; // prettier-ignore
  const source = findSource(cluster, topology, { from, namespace: 'default', host: flow.destination, node: 'here' });
  return [{ source, destination, port: flow.port, protocol: flow.protocol, sourcePort: 40_000 }];
}

describe.each(MODES)('in mode %s', (mode) => {
  test.each(files)('a walk without steps ends as one with steps: %s', (file) => {
    for (const one of readCases(readFileSync(new URL(file, CASES), 'utf8'))) {
      if (one.without[mode] !== undefined) continue;
      const cluster = clusterFor(one, mode);
      // Twice: what was learned from the first packets must hold for the later ones.
      const flows = [...one.flows, ...one.flows];
      const found = differences(cluster, (world) => flows.flatMap((flow) => caseFlow(cluster, world, flow)));
      expect(found, one.title).toEqual([]);
    }
  });
});
