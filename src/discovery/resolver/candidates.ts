import { absolute, isAbsolute, isLegalName, spelled, withoutDot } from '../message/name.ts';
import { numericOption, type ResolverSettings } from '../resolv-conf/file.ts';

/** Whose manner of walking the search list: they part where a name has enough dots. */
export type Manner = 'glibc' | 'musl' | 'bind';

/**
 * The absolute names that are tried for what was typed, in order: a final dot means just that name; fewer dots than ndots: the search list,
 * then the name itself; enough dots: the name itself, and with glibc the search list after it.
 */
export function candidates(typed: string, settings: ResolverSettings, manner: Manner): string[] {
  const name = spelled(typed);
  const itself = absolute(name);
  if (isAbsolute(name)) return [itself].filter(isLegalName);
  const searched = settings.searches.map((domain) =>
    domain === '.' ? itself : `${name}.${absolute(withoutDot(domain))}`,
  );
  const enough = hasEnoughDots(name, settings);
  const order = !enough ? [...searched, itself] : manner === 'glibc' ? [itself, ...searched] : [itself];
  return [...new Set(order)].filter(isLegalName);
}

/** Whether the name is tried as it is before, or instead of, the search list. */
export function hasEnoughDots(name: string, settings: ResolverSettings): boolean {
  return name.split('.').length - 1 >= numericOption(settings, 'ndots', 1);
}
