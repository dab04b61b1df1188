/** What one client may cost. */
export interface Limits {
  /** Bytes of a request's body; upstream's limit. */
  readonly body: number;
  /** Bytes of a request's headers. */
  readonly headers: number;
  readonly connections: number;
  readonly watches: number;
  /** Remote commands at once. */
  readonly sessions: number;
  /** Milliseconds until the headers, and until the whole request, must be there. */
  readonly headersTimeout: number;
  readonly requestTimeout: number;
}

export const DEFAULT_LIMITS: Limits = {
  body: 3 * 1024 * 1024,
  headers: 64 * 1024,
  connections: 4096,
  watches: 2048,
  sessions: 64,
  headersTimeout: 10_000,
  requestTimeout: 60_000,
};
