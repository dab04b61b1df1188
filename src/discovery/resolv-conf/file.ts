/** A resolv.conf as data. */
export interface ResolverSettings {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  /** `ndots:5`, `rotate` */
  readonly options: readonly string[];
}

/** Text that no resolver would read to its end. */
const SIZE_LIMIT = 1 << 20;

/**
 * A node's resolv.conf as kubelet reads it (pkg/kubelet/network/dns parseResolvConf): nameservers add up, the last `search` line
 * counts, options merge by name, `domain` and `sortlist` are ignored. `problem` is set for a nameserver line without address.
 */
export function parseResolvConf(text: string): ResolverSettings & { readonly problem?: string } {
  const nameservers: string[] = [];
  let searches: string[] = [];
  let options: readonly string[] = [];
  let problem: string | undefined;
  for (const line of text.slice(0, SIZE_LIMIT).split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver') {
      if (words[0] === undefined) problem = 'nameserver list is empty ';
      else nameservers.push(words[0]);
    } else if (keyword === 'search') {
      searches = words.filter((word) => word !== '.').map((word) => word.replace(/\.$/, ''));
    } else if (keyword === 'options') options = mergeOptions(options, words);
  }
  return { nameservers, searches, options, ...(problem === undefined ? {} : { problem }) };
}

/** Options merged by name, a later one replacing an earlier one, sorted by name: kubelet's own order is left to chance. */
export function mergeOptions(base: readonly string[], more: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const option of [...base, ...more]) byName.set(option.split(':', 1)[0] ?? '', option);
  return [...byName.values()].sort((a, b) => (a < b ? -1 : 1));
}

/** The file as a container runtime writes it: search, nameservers, options; a missing part leaves no line. */
export function resolvConfText({ nameservers, searches, options }: ResolverSettings): string {
  const lines: string[] = [];
  if (searches.length > 0) lines.push(`search ${searches.join(' ')}`);
  for (const nameserver of nameservers) lines.push(`nameserver ${nameserver}`);
  if (options.length > 0) lines.push(`options ${options.join(' ')}`);
  return lines.map((line) => `${line}\n`).join('');
}

/** The value of `ndots:N` or another numeric option, capped as resolvers cap it; `otherwise` where it is not set or no number. */
export function numericOption(settings: ResolverSettings, name: string, otherwise: number, cap = 15): number {
  const found = settings.options.findLast((option) => option.startsWith(`${name}:`));
  const value = found === undefined ? NaN : Number.parseInt(found.slice(name.length + 1), 10);
  return Number.isNaN(value) || value < 0 ? otherwise : Math.min(value, cap);
}
