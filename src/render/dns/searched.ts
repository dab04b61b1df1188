import { absolute, isAbsolute, spelled } from '../../discovery/message/name.ts';
import type { ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import { hasEnoughDots } from '../../discovery/resolver/candidates.ts';

/** Whether BIND's tools hold `asked` for `typed` with a search domain behind it: even an absolute name, as long as it has few dots. */
export function isSearched(typed: string, asked: string, settings: ResolverSettings): boolean {
  if (settings.searches.length === 0 || hasEnoughDots(typed, settings)) return false;
  return isAbsolute(typed) || asked !== absolute(spelled(typed));
}

/**
 * How often dig and host tell of an answer's size: not at all for an error on the search, twice for a name that does not exist and
 * had too many dots to be searched.
 */
export function timesTold(typed: string, asked: string, settings: ResolverSettings, rcode: string): number {
  if (rcode === 'NXDOMAIN') return settings.searches.length > 0 && hasEnoughDots(typed, settings) ? 2 : 1;
  return rcode === 'NOERROR' || !isSearched(typed, asked, settings) ? 1 : 0;
}
