import { isIP } from 'node:net';
import { UserError } from '../../net/user-error.ts';
import { requestFilter } from '../../server/api/http/filter.ts';
import { serveApi } from '../../server/api/serve.ts';
import type { CommandContext, Run } from '../command.ts';
import { servedPrograms } from '../programs/served.ts';
import { changeCluster } from '../workspace.ts';

/** Serves the cluster's API until it is told to stop. */
export const run: Run = async (context) => {
  const { io, options, store, globals } = context;
  const text = (name: string): string => String(options[name] ?? '');
  const isOpen = options['disableFilter'] === true;
  const filter = isOpen
    ? undefined
    : requestFilter({
        acceptHosts: text('acceptHosts'),
        acceptPaths: text('acceptPaths'),
        rejectPaths: text('rejectPaths'),
        rejectMethods: text('rejectMethods'),
      });
  const socket = text('unixSocket');
  const listen = socket === '' ? { address: addressOf(text('address')), port: portOf(text('port')) } : { socket };
  if (isOpen && socket === '') {
    io.err('W proxy: Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious\n');
  }
  // A state that is not there yet begins with a default cluster.
  await changeCluster(context, () => undefined);
  const cluster = await store.read();
  if (!cluster) throw new Error('the store did not keep the cluster');
  const now = clockOf(context);
  const server = await serveApi(store, cluster, {
    filter,
    listen,
    apiPrefix: prefixOf(text('apiPrefix')),
    speed: speedOf(text('speed')),
    now,
    runProgram: servedPrograms(context, now),
    ...(globals.seed === undefined ? {} : { seed: globals.seed }),
    warn: (problem) => io.err(`warning: ${problem.message}: the last good state stays in force\n`),
  });
  io.out(`Starting to serve on ${server.location}\n`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await server.close();
  return 0;
};

/** Time goes on from --now, if that is given. */
function clockOf({ surroundings }: CommandContext): () => number {
  const ahead = surroundings.now - Date.now();
  // What passed since the command began is no difference.
  return Math.abs(ahead) < 60_000 ? () => Date.now() : () => Date.now() + ahead;
}

function addressOf(given: string): string {
  if (given === 'localhost' || isIP(given) !== 0) return given;
  throw new UserError(`invalid --address ${JSON.stringify(given)}`, 1, 'Give an IP address to listen on.');
}

function portOf(given: string): number {
  const port = Number(given);
  if (/^\d+$/.test(given) && port <= 65535) return port;
  throw new UserError(
    `invalid argument ${JSON.stringify(given)} for "-p, --port" flag: strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`,
    1,
  );
}

function prefixOf(given: string): string {
  return `/${given
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`;
}

function speedOf(given: string): number {
  const speed = Number(/^(\d+(?:\.\d+)?)x?$/.exec(given)?.[1] ?? NaN);
  if (speed > 0 && speed <= 10_000) return speed;
  throw new UserError(`invalid --speed ${JSON.stringify(given)}`, 2, 'Say how many times faster than life: 10x');
}
