import type { Session } from '../remote/session.ts';
import type { Watch } from '../watch/watch.ts';

/** A request as the API sees it, whatever carried it. */
export interface ApiRequest {
  readonly method: string;
  /** Percent-encoding undone, segment by segment. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The whole body; refused before it gets here if it is too long. */
  body(): Promise<Buffer>;
}

/** What is sent back: one text, a stream of watch events, or the streams of a remote command. */
export type ApiResponse = TextResponse | { readonly watch: Watch } | { readonly session: Session };

export interface TextResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Sent as Warning headers; kubectl prints each once. */
  readonly warnings?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export const JSON_TYPE = 'application/json';

/** An answer in JSON, ended by a line feed as Go's encoder does. */
export function jsonResponse(status: number, value: unknown, warnings: readonly string[] = []): TextResponse {
  return { status, contentType: JSON_TYPE, body: `${JSON.stringify(value)}\n`, warnings };
}

export function plainResponse(status: number, body: string): TextResponse {
  return { status, contentType: 'text/plain; charset=utf-8', body, headers: { 'X-Content-Type-Options': 'nosniff' } };
}
