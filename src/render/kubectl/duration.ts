/**
 * A span of time as kubectl prints ages: `75s`, `3m18s`, `4h5m`, `2d3h`, `1y20d`. `<invalid>` for more than a second of
 * future. Behaviour: HumanDuration of k8s.io/apimachinery/pkg/util/duration.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return two(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return two(days, 'd', hours % 24, 'h');
  if (hours < 24 * 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return years < 8 ? two(years, 'y', days % 365, 'd') : `${years}y`;
}

/** Time since an API timestamp; `<unknown>` for none. `now` in milliseconds since the epoch. */
export function ageOf(timestamp: string | null | undefined, now: number): string {
  const moment = timestamp ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(moment) ? '<unknown>' : humanDuration(now - moment);
}

function two(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${unit}` : `${large}${unit}${small}${smallUnit}`;
}
