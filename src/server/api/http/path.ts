/** What is to be done about a request's target. */
export type Target =
  | {
      readonly kind: 'path';
      readonly segments: readonly string[];
      readonly path: string;
      readonly query: URLSearchParams;
    }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'bad' };

const LONGEST_QUERY = 65_536;

/**
 * Splits a request target into decoded segments. Paths that mean another one (`..`, `//`) are sent there, as Go's server does;
 * what hides a slash or a control character in a segment is refused.
 */
export function readTarget(target: string): Target {
  const [rawPath = '', ...queries] = target.replace(/#.*$/s, '').split('?');
  const query = queries.join('?');
  if (!rawPath.startsWith('/') || query.length > LONGEST_QUERY) return { kind: 'bad' };
  let segments: string[];
  try {
    segments = rawPath.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return { kind: 'bad' };
  }
  // eslint-disable-next-line no-control-regex
  if (segments.some((segment) => /[/\\\x00-\x1f\x7f]/.test(segment))) return { kind: 'bad' };
  const clean = cleaned(segments);
  if (clean) return { kind: 'redirect', location: `${clean}${query === '' ? '' : `?${query}`}` };
  if (segments.at(-1) === '') segments.pop();
  return { kind: 'path', segments, path: `/${segments.join('/')}`, query: new URLSearchParams(query) };
}

/** Go's path.Clean, where it differs; undefined where it does not. A trailing slash stays. */
function cleaned(segments: readonly string[]): string | undefined {
  const inner = segments.slice(0, -1);
  const last = segments.at(-1) ?? '';
  if (!inner.some(isOdd) && !(last === '.' || last === '..')) return undefined;
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const slash = last === '' || last === '.' || last === '..' ? '/' : '';
  return `/${kept.map(encodeURIComponent).join('/')}${kept.length > 0 ? slash : ''}`;
}

function isOdd(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
