/** What a request is proxied to: `services`, `pods` or `nodes`, by the id that the path names. */
export interface Proxied {
  readonly plural: string;
  readonly namespace: string;
  readonly id: string;
  /** What is asked of it. */
  readonly path: string;
}

/** Reads `.../services/web:http/proxy/index.html`; undefined for a path that is no proxy's. */
export function proxiedOf(groupVersion: string, place: readonly string[]): Proxied | undefined {
  if (groupVersion !== 'v1') return undefined;
  const isScoped = place[0] === 'namespaces';
  const [plural = '', id = '', proxy, ...rest] = isScoped ? place.slice(2) : place;
  const known = isScoped ? ['services', 'pods'] : ['nodes'];
  if (proxy !== 'proxy' || !known.includes(plural)) return undefined;
  return { plural, namespace: isScoped ? (place[1] ?? '') : '', id, path: `/${rest.join('/')}` };
}
