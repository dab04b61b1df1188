import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TextResponse } from './message.ts';

/** Longer answers are compressed for clients that can read that; upstream's threshold and level. */
const COMPRESSED_FROM = 128 * 1024;
const LEVEL = 1;

const compressed = promisify(gzip);

/** Sends an answer whole. */
export async function send(message: IncomingMessage, response: ServerResponse, answer: TextResponse): Promise<void> {
  const body = Buffer.from(isForPeople(message) ? pretty(answer) : answer.body);
  const isPacked = body.length > COMPRESSED_FROM && takesGzip(message);
  const bytes = isPacked ? await compressed(body, { level: LEVEL }) : body;
  response.statusCode = answer.status;
  response.setHeader('Content-Type', answer.contentType);
  response.setHeader('Content-Length', bytes.length);
  response.setHeader('Cache-Control', 'no-cache, private');
  if (isPacked) {
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  const warnings = (answer.warnings ?? []).map(
    (text) => `299 - "${text.replace(/["\\]/g, '\\$&').replace(/[^\x20-\x7e]/g, '?')}"`,
  );
  if (warnings.length > 0) response.setHeader('Warning', [...new Set(warnings)]);
  // A body that nobody read would stand before the next request.
  if (!message.complete) {
    response.setHeader('Connection', 'close');
    message.resume();
  }
  response.end(message.method === 'HEAD' ? undefined : bytes);
}

function takesGzip({ headers }: IncomingMessage): boolean {
  return String(headers['accept-encoding'] ?? '')
    .split(',')
    .some((range) => /^\s*gzip\s*(;|$)/i.test(range) && !/;\s*q=0(\.0*)?\s*$/i.test(range));
}

/** Browsers and curl get indented JSON, as upstream decides it; `?pretty` decides otherwise. */
function isForPeople({ url = '', headers }: IncomingMessage): boolean {
  const asked = /[?&]pretty(?:=([^&]*))?(?:&|$)/.exec(url);
  if (asked) return asked[1] !== 'false' && asked[1] !== '0';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

function pretty({ body, contentType }: TextResponse): string | Uint8Array {
  if (typeof body !== 'string' || !contentType.startsWith('application/json')) return body;
  return `${JSON.stringify(JSON.parse(body), null, 2)}\n`;
}
