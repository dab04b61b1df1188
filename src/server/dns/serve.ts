import type { Cluster } from '../../cluster/cluster.ts';
import { clusterDns } from '../../discovery/cluster-dns.ts';
import { UserError } from '../../net/user-error.ts';
import { Forwarder } from './forwarder.ts';
import { PacketHandler } from './packet-handler.ts';
import { serveTcp } from './tcp.ts';
import { serveUdp } from './udp.ts';

export interface ServeOptions {
  readonly address: string;
  /** 0: a free one. */
  readonly port: number;
  /** Where questions about the outside go; undefined: nowhere. */
  readonly forward?: { readonly address: string; readonly port: number };
  readonly allowTransfer?: boolean;
}

export interface RunningDns {
  readonly port: number;
  /** Answers about this cluster from now on. */
  follow(cluster: Cluster): void;
  close(): Promise<void>;
}

/** Serves a cluster's DNS over UDP and TCP. Rejects with a UserError where the port cannot be opened. */
export async function serveDns(cluster: Cluster, options: ServeOptions): Promise<RunningDns> {
  const family = options.address.includes(':') ? 6 : 4;
  const overUdp = new PacketHandler(cluster, { protocol: 'udp', family });
  const overTcp = new PacketHandler(cluster, { protocol: 'tcp', family });
  const forwarder = options.forward && new Forwarder(options.forward.address, options.forward.port);
  const transfers = (): boolean => options.allowTransfer === true || clusterDns(overTcp.cluster).transfers;
  try {
    const udp = await serveUdp(overUdp, forwarder, options.address, options.port);
    const { port } = udp.address();
    const tcp = await serveTcp(overTcp, forwarder, transfers, options.address, port).catch((problem: unknown) => {
      udp.close();
      throw problem;
    });
    return {
      port,
      follow(next) {
        overUdp.follow(next);
        overTcp.follow(next);
      },
      async close() {
        forwarder?.close();
        udp.close();
        await new Promise((resolve) => tcp.close(resolve));
      },
    };
  } catch (problem) {
    throw portProblem(problem, options);
  }
}

function portProblem(problem: unknown, { address, port }: ServeOptions): unknown {
  const code = (problem as NodeJS.ErrnoException).code;
  const where = `${address} port ${port}`;
  if (code === 'EADDRINUSE')
    return new UserError(`${where} is in use`, 1, 'Give another --port, or --port 0 for a free one.');
  if (code === 'EACCES')
    return new UserError(`no permission to open ${where}`, 1, 'Ports below 1024 need root; try --port 5353.');
  if (code === 'EADDRNOTAVAIL') return new UserError(`${address} is no address of this machine`, 1);
  return problem;
}
