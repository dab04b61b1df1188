import type { Socket } from 'node:net';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import type { ApiContext } from '../context.ts';
import { dispatch } from '../dispatch.ts';
import type { Filter } from './filter.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { plainResponse, type ApiRequest, type ApiResponse } from './message.ts';
import { readTarget } from './path.ts';
import { send } from './send.ts';
import { bodyTooLarge, failureResponse } from './status.ts';
import { streamWatch } from './stream.ts';
import { Upgrades } from './upgrade.ts';

export interface HttpOptions {
  /** Undefined: everything gets through (`--disable-filter`). */
  readonly filter: Filter | undefined;
  /** `/` or `/custom/`: what stands before the API's paths. */
  readonly apiPrefix: string;
  readonly limits?: Partial<Limits>;
}

export interface ApiHttpServer {
  readonly server: Server;
  /** Cuts every connection, also those that have become something else than HTTP. */
  cut(): void;
}

/** The API over HTTP, not listening yet. */
export function apiHttpServer(context: ApiContext, options: HttpOptions): ApiHttpServer {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let watches = 0;
  const server = createServer(
    {
      maxHeaderSize: limits.headers,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: Math.min(5_000, limits.headersTimeout),
    },
    (message, response) => {
      message.on('error', () => response.destroy());
      response.on('error', () => response.destroy());
      answer(message)
        .then((answered) => deliver(message, response, answered))
        .catch(() => response.destroy());
    },
  );
  server.maxConnections = limits.connections;
  server.on('clientError', (problem: NodeJS.ErrnoException, socket) => {
    const status = problem.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else socket.destroy();
  });
  const upgrades = new Upgrades({ answer, deliver, most: limits.sessions });
  server.on('upgrade', (message: IncomingMessage, socket: Socket, head: Buffer) => {
    upgrades.accept(message, socket, head).catch(() => socket.destroy());
  });
  return {
    server,
    cut: () => {
      server.closeAllConnections();
      upgrades.cut();
    },
  };

  function answer(message: IncomingMessage): Promise<ApiResponse> {
    return Promise.resolve(answered(context, options, limits, message));
  }

  async function deliver(message: IncomingMessage, response: ServerResponse, answered: ApiResponse): Promise<void> {
    if ('session' in answered) return send(message, response, failureResponse(upgradeRequired()));
    if (!('watch' in answered)) return send(message, response, answered);
    if (watches >= limits.watches) return send(message, response, failureResponse(tooManyWatches()));
    watches++;
    response.on('close', () => watches--);
    message.resume();
    streamWatch(context.live, answered.watch, response);
  }
}

/** What the API answers, if the filter lets the request through. */
function answered(
  context: ApiContext,
  { filter, apiPrefix }: HttpOptions,
  limits: Limits,
  message: IncomingMessage,
): ApiResponse | Promise<ApiResponse> {
  const method = message.method ?? 'GET';
  const target = readTarget(message.url ?? '/');
  if (target.kind === 'bad') return plainResponse(400, '400 Bad Request');
  const path = target.kind === 'path' ? target.path : (target.location.split('?')[0] ?? '/');
  const mayPass = (host: string): boolean => !filter || filter({ method, path, host });
  // Browsers let pages of any site open WebSockets here, and say from where.
  const { host = '', upgrade, origin } = message.headers;
  if (!mayPass(host) || (upgrade !== undefined && origin !== undefined && !mayPass(hostOfUrl(origin)))) {
    return plainResponse(403, 'Forbidden');
  }
  if (target.kind === 'redirect') return { ...plainResponse(301, ''), headers: { Location: target.location } };
  const segments = withoutPrefix(target.segments, apiPrefix);
  if (!segments) return plainResponse(404, '404 page not found\n');
  let body: Promise<Buffer> | undefined;
  const request: ApiRequest = {
    method,
    segments,
    query: target.query,
    headers: message.headers as Record<string, string | undefined>,
    body: () => (body ??= readBody(message, limits.body)),
  };
  return dispatch(context, request);
}

function hostOfUrl(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}

function withoutPrefix(segments: readonly string[], prefix: string): readonly string[] | undefined {
  const wanted = prefix.split('/').filter((part) => part !== '');
  if (wanted.some((part, i) => segments[i] !== part)) return undefined;
  return segments.slice(wanted.length);
}

function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (announced > limit) return Promise.reject(bodyTooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        message.removeAllListeners('data');
        reject(bodyTooLarge(limit));
      } else chunks.push(chunk);
    });
    message.on('end', () => resolve(Buffer.concat(chunks)));
    message.on('close', () => reject(new StatusError(400, 'BadRequest', 'the request was cut off')));
  });
}

function tooManyWatches(): StatusError {
  return new StatusError(429, 'TooManyRequests', 'too many watches, please try again later', { retryAfterSeconds: 1 });
}

function upgradeRequired(): StatusError {
  return badRequestError('unable to upgrade: missing upgrade headers in request');
}
