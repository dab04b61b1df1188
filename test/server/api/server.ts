import { mkdtempSync } from 'node:fs';
import { get, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initCluster } from '../../../src/controllers/bootstrap/init.ts';
import { seededRandom } from '../../../src/net/random.ts';
import { DEFAULT_FILTER, requestFilter, type FilterOptions } from '../../../src/server/api/http/filter.ts';
import type { Limits } from '../../../src/server/api/http/limits.ts';
import type { RunProgram } from '../../../src/server/api/remote/program.ts';
import { serveApi, type ApiServer } from '../../../src/server/api/serve.ts';
import { FileStateStore } from '../../../src/state/file-store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // Tests look into answers freely.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly json: any;
}

export interface TestServer {
  readonly api: ApiServer;
  readonly store: FileStateStore;
  readonly port: number;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

export interface TestOptions {
  readonly filter?: Partial<FilterOptions>;
  readonly runProgram?: RunProgram;
}

/** A server of a new cluster on a free port, with its state on disk. */
export async function testServer(limits: Partial<Limits> = {}, options: TestOptions = {}): Promise<TestServer> {
  const store = new FileStateStore(join(mkdtempSync(join(tmpdir(), 'kubesim-api-')), 'state.json'));
  const cluster = await store.update(() => initCluster({}, { now: Date.now(), random: seededRandom('test') }));
  const api = await serveApi(store, cluster, {
    filter: requestFilter({ ...DEFAULT_FILTER, ...options.filter }),
    ...(options.runProgram ? { runProgram: options.runProgram } : {}),
    apiPrefix: '/',
    limits,
    listen: { address: '127.0.0.1', port: 0 },
    speed: 1000,
    now: () => Date.now(),
    warn: (problem) => console.error(problem),
  });
  const port = Number(api.location.split(':')[1]);
  const ask: TestServer['ask'] = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text =
        body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
      const request = httpRequest({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
        let received = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (received += chunk));
        response.on('end', () => {
          let json: unknown;
          try {
            json = JSON.parse(received);
          } catch {
            json = undefined;
          }
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: received, json });
        });
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(text);
    });
  return { api, store, port, ask, close: () => api.close() };
}

export interface WatchLine {
  readonly type: string;
  // eslint-disable-next-line typescript/no-explicit-any
  readonly object: any;
}

export interface OpenWatch {
  readonly lines: WatchLine[];
  /** Resolves when the stream has ended, however that was. */
  readonly ended: Promise<void>;
  cut(): void;
  /** Resolves with the first line that satisfies the test. */
  until(test: (line: WatchLine) => boolean): Promise<WatchLine>;
}

export function openWatch(port: number, path: string, headers: Record<string, string> = {}): OpenWatch {
  const lines: WatchLine[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const request = get({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      const parts = `${rest}${chunk}`.split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(JSON.parse(part) as WatchLine);
      for (const look of waiting) look();
    });
    response.on('error', () => undefined);
    response.on('close', done);
  });
  request.on('error', () => done());
  return {
    lines,
    ended,
    cut: () => request.destroy(),
    until: (test) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = lines.find(test);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

export function service(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port: 80 }], selector: { app: name }, ...more },
  };
}
