/** A moment (milliseconds since the epoch) as dig writes it in UTC: `Sun Nov 22 03:51:34 UTC 2026`. */
export function digMoment(now: number): string {
  const date = new Date(now);
  const text = date.toUTCString(); // Sun, 22 Nov 2026 03:51:34 GMT
  const [day = '', number = '', month = '', year = '', time = ''] = text.replace(',', '').split(' ');
  return `${day} ${month} ${number} ${time} UTC ${year}`;
}
