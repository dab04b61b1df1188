/** How one query is asked and shown. What stands before the first name counts for all, what follows a name for that one. */
export interface DigFlags {
  // The header of the query.
  recurse: boolean;
  ad: boolean;
  cd: boolean;
  aa: boolean;
  ra: boolean;
  tc: boolean;
  z: boolean;
  opcode: number;
  headerOnly: boolean;
  /** The version of EDNS; undefined: none. */
  edns: number | undefined;
  /** What the client can take over UDP; undefined: 1232, and no reason for EDNS of its own. */
  bufsize: number | undefined;
  subnet: boolean;
  dnssec: boolean;
  cookie: boolean;
  nsid: boolean;
  expire: boolean;
  keepalive: boolean;
  /** Queries are filled up to a multiple of so many bytes. */
  padding: number;
  /** BADVERS is answered with a lower version. */
  negotiates: boolean;
  // The way to the server.
  /** undefined: nobody said so, and a question for ANY turns to TCP. */
  tcp: boolean | undefined;
  ignoreTruncation: boolean;
  stopsOnServfail: boolean;
  tries: number;
  // What is shown.
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  identify: boolean;
  sendsShown: boolean;
  ttl: boolean;
  class: boolean;
  ttlunits: boolean;
  multiline: boolean;
}

/** What counts for the whole command, wherever it stands. */
export interface DigGlobals {
  short: boolean;
  cmd: boolean;
  search: boolean;
  showsearch: boolean;
  ndots: number | undefined;
  domain: string | undefined;
  port: number;
}

/** What dig says it can take over UDP unless told otherwise. */
export const UDP_SIZE = 1232;

/** dig's exit code for what it cannot go on with. */
export const FATAL = 10;

export const DEFAULT_FLAGS: DigFlags = {
  recurse: true, ad: true, cd: false, aa: false, ra: false, tc: false, z: false, opcode: 0, headerOnly: false,
  edns: 0, bufsize: undefined, subnet: false, dnssec: false, cookie: true, nsid: false, expire: false, keepalive: false, padding: 0,
  negotiates: true, tcp: undefined, ignoreTruncation: false, stopsOnServfail: true, tries: 3,
  comments: true, question: true, answer: true, authority: true, additional: true, stats: true, identify: false, sendsShown: false,
  ttl: true, class: true, ttlunits: false, multiline: false,
}; // prettier-ignore

/** The version of EDNS that a query carries; undefined where `+noedns` leaves no reason for it. */
export function ednsVersion({ edns, bufsize, dnssec, subnet }: Readonly<DigFlags>): number | undefined {
  return edns ?? (bufsize !== undefined || dnssec || subnet ? 0 : undefined);
}

export const OPCODES = ['QUERY', 'IQUERY', 'STATUS', 'RESERVED3', 'NOTIFY', 'UPDATE'];
