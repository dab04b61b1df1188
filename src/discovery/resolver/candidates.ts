import { absolute, isLegalName, withoutDot } from '../message/name.ts';
import { numericOption, type ResolverSettings } from '../resolv-conf/file.ts';

/** Whose manner of walking the search list: they part where a name has enough dots. */
export type Manner = 'glibc' | 'musl' | 'bind';

/**
 * The absolute names that are tried for `name`, in order: a final dot means just that name; fewer dots than ndots: the search list,
 * then the name itself; enough dots: the name itself, and with glibc the search list after it.
 */
export function candidates(name: string, settings: ResolverSettings, manner: Manner): string[] {
  const itself = absolute(name);
  if (name.endsWith('.')) return [itself].filter(isLegalName);
  const searched = settings.searches.map((domain) =>
    domain === '.' ? itself : `${name}.${absolute(withoutDot(domain))}`,
  );
  const enough = dots(name) >= numericOption(settings, 'ndots', 1);
  const order = !enough ? [...searched, itself] : manner === 'glibc' ? [itself, ...searched] : [itself];
  return [...new Set(order)].filter(isLegalName);
}

function dots(name: string): number {
  return name.split('.').length - 1;
}
