import { clusterDns } from '../../discovery/cluster-dns.ts';
import { parseAddress } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import { followState } from '../../server/dns/follow.ts';
import { serveDns } from '../../server/dns/serve.ts';
import type { Run } from '../command.ts';
import { openCluster } from '../workspace.ts';

/** Serves DNS until it is told to stop; follows the state file. */
export const run: Run = async (context) => {
  const { io, options } = context;
  const cluster = await openCluster(context);
  for (const warning of clusterDns(cluster).warnings) io.err(`warning: ${warning}\n`);
  const forward = forwardOption(options['forward']);
  const server = await serveDns(cluster, {
    address: addressOption(options['address']),
    port: portOption('--port', options['port']),
    ...(forward ? { forward } : {}),
    allowTransfer: options['allowTransfer'] === true,
  });
  const address = String(options['address']);
  io.err(
    `Serving DNS on ${address} port ${server.port}, UDP and TCP. Try: dig @${address} -p ${server.port} kubernetes.default.svc.${cluster.config.clusterDomain}\n`,
  );
  const stop = followState(
    context.store,
    (next) => {
      try {
        clusterDns(next);
        server.follow(next);
      } catch (problem) {
        io.err(`warning: ${(problem as Error).message}: the last good state stays in force\n`);
      }
    },
    (problem) => io.err(`warning: ${problem.message}: the last good state stays in force\n`),
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  stop();
  await server.close();
  return 0;
};

function addressOption(given: unknown): string {
  const text = String(given);
  if (!parseAddress(text)) throw new UserError(`invalid --address ${JSON.stringify(text)}`, 2, 'Give an IP address.');
  return text;
}

function portOption(flag: string, given: unknown): number {
  const port = Number(given);
  if (!/^\d+$/.test(String(given)) || port > 65535)
    throw new UserError(`invalid ${flag} ${JSON.stringify(given)}`, 2, 'Give 0 to 65535.');
  return port;
}

function forwardOption(given: unknown): { address: string; port: number } | undefined {
  if (typeof given !== 'string') return undefined;
  const [, bracketed, plain, port = '53'] =
    /^(?:\[(.+)\]|([^:]+|[0-9a-fA-F:]+:[0-9a-fA-F:]+))(?::(\d+))?$/.exec(given) ?? [];
  const address = bracketed ?? plain ?? '';
  if (!parseAddress(address))
    throw new UserError(`invalid --forward ${JSON.stringify(given)}`, 2, 'Give ADDRESS or ADDRESS:PORT.');
  return { address, port: portOption('--forward', port) };
}
