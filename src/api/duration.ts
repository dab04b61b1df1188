const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/**
 * A span of milliseconds as AGE columns show it: `45s`, `3m18s`, `179m`, `4h5m`, `2d3h`, `30d`, `2y4d`. Up to two seconds
 * in the future count as now, beyond that it is `<invalid>`. Upstream's duration.HumanDuration.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 2 * MINUTE) return `${seconds}s`;
  if (seconds < 10 * MINUTE) return two(seconds, MINUTE, 'm', SECOND, 's');
  if (seconds < 3 * HOUR) return `${whole(seconds, MINUTE)}m`;
  if (seconds < 8 * HOUR) return two(seconds, HOUR, 'h', MINUTE, 'm');
  if (seconds < 2 * DAY) return `${whole(seconds, HOUR)}h`;
  if (seconds < 8 * DAY) return two(seconds, DAY, 'd', HOUR, 'h');
  if (seconds < 2 * YEAR) return `${whole(seconds, DAY)}d`;
  if (seconds < 8 * YEAR) return two(seconds, YEAR, 'y', DAY, 'd');
  return `${whole(seconds, YEAR)}y`;
}

/** The same with one unit alone: `2m`, `1d`. Upstream's duration.ShortHumanDuration. */
export function shortHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < MINUTE) return `${seconds}s`;
  if (seconds < HOUR) return `${whole(seconds, MINUTE)}m`;
  if (seconds < DAY) return `${whole(seconds, HOUR)}h`;
  return seconds < YEAR ? `${whole(seconds, DAY)}d` : `${whole(seconds, YEAR)}y`;
}

/** The age of a moment written in RFC 3339, or `<unknown>` where there is none. `now` is in milliseconds since 1970. */
export function age(timestamp: unknown, now: number): string {
  const moment = typeof timestamp === 'string' ? Date.parse(timestamp) : NaN;
  return Number.isNaN(moment) ? '<unknown>' : humanDuration(now - moment);
}

function whole(seconds: number, unit: number): number {
  return Math.trunc(seconds / unit);
}

function two(seconds: number, unit: number, name: string, smaller: number, smallerName: string): string {
  const rest = whole(seconds % unit, smaller);
  return rest === 0 ? `${whole(seconds, unit)}${name}` : `${whole(seconds, unit)}${name}${rest}${smallerName}`;
}
