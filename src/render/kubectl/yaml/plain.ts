/** Which strings a YAML 1.1 reader would take for something else: go-yaml quotes them. */

const WORDS = new Set(
  (
    'y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF ~ null Null NULL ' +
    '.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'
  ).split(' '),
);

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** strconv.ParseInt with base 0 (underscores are taken out before). */
const INTEGER = /^[-+]?(0|[1-9][0-9]*|0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+)$/;
const BASE_60 = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;
const TIMESTAMP = /^\d{4}-(\d{1,2})-(\d{1,2})([Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Whether the plain text reads back as this very string (go-yaml v2's resolve and isBase60Float). */
export function readsAsString(text: string): boolean {
  if (text === '') return false;
  if (WORDS.has(text)) return false;
  const first = text[0] ?? '';
  if (first === '.') return !isFloat(text);
  if (!/[-+0-9]/.test(first)) return true;
  if (BASE_60.test(text) || isTimestamp(text)) return false;
  const plain = text.replaceAll('_', '');
  return !INTEGER.test(plain) && !isFloat(plain);
}

function isFloat(text: string): boolean {
  return FLOAT.test(text) && Number.isFinite(Number(text));
}

/** Go's time formats that go-yaml tries: with T the zone is needed, with a blank there is none. */
function isTimestamp(text: string): boolean {
  const found = TIMESTAMP.exec(text);
  if (!found) return false;
  const [, month, day, time, hour, minute, second, , zone] = found;
  const inRange =
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysOf(text, Number(month));
  if (time === undefined) return inRange;
  const zoned = time[0] === ' ' ? zone === undefined : zone !== undefined;
  return inRange && zoned && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
}

function daysOf(text: string, month: number): number {
  const year = Number(text.slice(0, 4));
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
