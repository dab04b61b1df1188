import { initCluster, type InitOptions } from '../../controllers/bootstrap/init.ts';
import { UserError } from '../../net/user-error.ts';
import { seededRandom } from '../../net/random.ts';
import type { CommandContext, Run } from '../command.ts';
import { commaList, flag, text } from '../kubectl/options.ts';
import { typedAddresses, typedNetworks } from '../typed-networks.ts';

/** A new cluster at rest, as kubeadm leaves it. */
export const run: Run = async (context) => {
  const { io, store, surroundings, globals } = context;
  const options = await initOptions(context);
  const random = seededRandom(options.seed ?? 'kubesim');
  const cluster = await store.update((before) => {
    if (before && !flag(context, 'force')) {
      throw new UserError(
        `${store.location} already holds a cluster`,
        1,
        '--force throws it away; --state FILE keeps both.',
      );
    }
    return initCluster(options, { now: surroundings.now, random });
  });
  const { config } = cluster;
  const nodes = [...cluster.all('nodes').keys()];
  io.out(
    `cluster created: Kubernetes ${config.kubeVersion}, ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} ` +
      `(${nodes.slice(0, 5).join(', ')}${nodes.length > 5 ? ' ...' : ''}), kube-proxy in ${config.proxy.mode} mode\n` +
      `services ${config.serviceCIDRs.join(',')}, pods ${config.podCIDRs.join(',')}, ` +
      `DNS ${config.clusterDNS.join(',')} (${config.clusterDomain})\n`,
  );
  if (globals.state === '.kubesim/state.json') io.err(`state: ${store.location}\n`);
};

async function initOptions(context: CommandContext): Promise<InitOptions> {
  const { globals } = context;
  const words = (name: string): string[] | undefined => {
    const found = commaList(context, name);
    return found.length > 0 ? found : undefined;
  };
  const networks = async (name: string, asTyped: string): Promise<string[] | undefined> => {
    const found = words(name);
    return found && typedNetworks(asTyped, found);
  };
  const addresses = async (name: string, asTyped: string): Promise<string[] | undefined> => {
    const found = words(name);
    return found && typedAddresses(asTyped, found);
  };
  const [podNetwork, overlay] = [text(context, 'podNetwork'), text(context, 'overlay')];
  const all = {
    nodes: numberOf(context, 'nodes'),
    serviceCIDRs: await networks('serviceCidr', 'service-cidr'),
    podCIDRs: await networks('podCidr', 'pod-cidr'),
    clusterDNS: await addresses('clusterDns', 'cluster-dns'),
    clusterDomain: text(context, 'clusterDomain') || undefined,
    loadBalancerPool: words('loadBalancerPool'),
    nodePortRange: portRange(text(context, 'nodePortRange')),
    podNetwork: podNetwork === '' ? undefined : podNetwork,
    overlay: overlay === '' ? undefined : overlay,
    kubeVersion: globals.kubeVersion,
    proxyMode: globals.proxyMode,
    seed: globals.seed,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as InitOptions;
}

function numberOf(context: CommandContext, name: string): number | undefined {
  const given = text(context, name);
  if (given === '') return undefined;
  if (/^\d{1,6}$/.test(given)) return Number(given);
  throw new UserError(`--${name} is a number, not ${JSON.stringify(given)}`);
}

function portRange(given: string): InitOptions['nodePortRange'] | undefined {
  if (given === '') return undefined;
  const found = /^(\d{1,5})-(\d{1,5})$/.exec(given);
  const [from, to] = [Number(found?.[1]), Number(found?.[2])];
  if (found && from >= 1 && to <= 65535 && from <= to) return { from, to };
  throw new UserError(`--node-port-range is written 30000-32767, not ${JSON.stringify(given)}`);
}
