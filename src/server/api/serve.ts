import { chmodSync, lstatSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../net/user-error.ts';
import type { StateStore } from '../../state/store.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { TIMED } from '../../controllers/context.ts';
import { apiHttpServer, type HttpOptions } from './http/server.ts';
import { keepAlive } from './live/heartbeat.ts';
import { LiveCluster } from './live/live-cluster.ts';
import { Snapshots } from './objects/snapshots.ts';
import type { RunProgram } from './remote/program.ts';

export interface ServeOptions extends HttpOptions {
  /** Where to listen: a TCP address and port (0: any free one), or a Unix socket. */
  readonly listen: { readonly address: string; readonly port: number } | { readonly socket: string };
  /** How many times faster than life pods start and stop. */
  readonly speed: number;
  readonly now: () => number;
  readonly seed?: string;
  /** What runs when somebody looks into a container (`exec`, `attach`). */
  readonly runProgram?: RunProgram;
  /** Told what goes wrong beside requests: a state that cannot be read. */
  readonly warn: (problem: Error) => void;
}

export interface ApiServer {
  /** `127.0.0.1:8001`, `[::1]:8001` or the socket's path. */
  readonly location: string;
  readonly live: LiveCluster;
  /** Stops listening, cuts every connection, and waits for writes that have begun. */
  close(): Promise<void>;
}

/** Serves the API of the cluster that rests in `store`. Rejects with UserError if it cannot listen. */
export async function serveApi(store: StateStore, cluster: Cluster, options: ServeOptions): Promise<ApiServer> {
  const { speed } = options;
  const live = new LiveCluster(store, cluster, {
    now: options.now,
    pace: { kind: 'timed', readyAfter: TIMED.readyAfter / speed, stopAfter: TIMED.stopAfter / speed },
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const context = { live, snapshots: new Snapshots(), runProgram: options.runProgram };
  const { server, cut } = apiHttpServer(context, options);
  const { listen } = options;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (problem: NodeJS.ErrnoException) => reject(cannotListen(listen, problem)));
    if ('socket' in listen) {
      removeStaleSocket(listen.socket);
      server.listen(listen.socket, () => {
        chmodSync(listen.socket, 0o600);
        resolve();
      });
    } else server.listen(listen.port, listen.address, resolve);
  });
  const stop = keepAlive(live, store.location, options.warn);
  return {
    location: locationOf(server.address()),
    live,
    close: async () => {
      stop();
      cut();
      await new Promise((resolve) => server.close(resolve));
      await live.settled();
    },
  };
}

function locationOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return address ?? '';
  return `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}

/** As kubectl proxy: a socket that was left behind gives way, anything else stays. */
function removeStaleSocket(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path, { force: true });
}

function cannotListen(listen: ServeOptions['listen'], problem: NodeJS.ErrnoException): UserError {
  const [where, network] = 'socket' in listen ? [listen.socket, 'unix'] : [`${listen.address}:${listen.port}`, 'tcp'];
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: 'address already in use',
    EACCES: 'permission denied',
    EADDRNOTAVAIL: 'cannot assign requested address',
  };
  return new UserError(`listen ${network} ${where}: bind: ${words[problem.code ?? ''] ?? problem.message}`, 1);
}
