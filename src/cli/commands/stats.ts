import { UserError } from '../../net/user-error.ts';
import { nodeFacts } from '../../kube-proxy/node-facts.ts';
import { statsText, type Growth } from '../../render/stats.ts';
import { clusterOfSize } from '../../trace/stats/cluster.ts';
import { modesOf, modeStats, workload } from '../../trace/stats/stats.ts';
import type { Run } from '../command.ts';
import { chosenNode } from '../node-option.ts';
import { openCluster } from '../workspace.ts';

const MOST_SERVICES = 100_000;

/** Rules, virtual servers and the length of the search in every proxy mode, here and with N Services. */
export const run: Run = async (context) => {
  const { options, io } = context;
  const cluster = await openCluster(context);
  const node = chosenNode(cluster, options['node']);
  const { mode: running, layout } = nodeFacts(cluster, node);
  const sizes = sizesOf(String(options['services'] ?? '10,100,1000'));
  const load = workload(cluster, node);
  const modes = modesOf(layout);
  const stats = modes.map((mode) => modeStats(cluster, node, mode));
  const endpoints = Math.max(1, Math.round(load.endpoints / Math.max(1, load.ports)));
  const growth = sizes.map((services): Growth => {
    const grown = clusterOfSize(cluster.config, services, endpoints);
    return { services, stats: modes.map((mode) => modeStats(grown, 'node1', mode)) };
  });
  if (options['output'] === 'json') {
    io.out(
      `${JSON.stringify({ node, kubeVersion: layout, running, workload: load, modes: stats, endpoints, growth }, undefined, 2)}\n`,
    );
    return;
  }
  io.out(
    statsText({
      node,
      kubeVersion: layout,
      running,
      workload: load,
      modes: stats,
      endpoints,
      growth,
      columns: io.columns,
    }),
  );
};

function sizesOf(text: string): number[] {
  if (text === '' || text === 'none') return [];
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 1 || size > MOST_SERVICES)) {
    throw new UserError(`--services ${text}: numbers from 1 to ${MOST_SERVICES}, separated by commas`, 2);
  }
  return [...new Set(sizes)].sort((a, b) => a - b);
}
