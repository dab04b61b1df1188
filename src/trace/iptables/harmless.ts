import type { Target } from '../../netfilter/model.ts';

/** Targets that change nothing about the packet's way: a doubt about their conditions does not matter. */
export function isHarmless(target: Target | undefined): boolean {
  return target === undefined || (target.kind === 'unknown' && HARMLESS.has(target.name));
}

/** Extensions that count, log or mend headers and let the packet go on. */
export const HARMLESS: ReadonlySet<string> = new Set([
  'LOG', 'NFLOG', 'ULOG', 'TRACE', 'CHECKSUM', 'TCPMSS', 'TCPOPTSTRIP', 'AUDIT', 'SECMARK', 'CONNSECMARK', 'CLASSIFY',
  'TOS', 'DSCP', 'TTL', 'HL', 'ECN', 'RATEEST', 'LED', 'IDLETIMER', 'CONNMARK', 'CT',
]); // prettier-ignore
