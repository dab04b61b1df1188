/**
 * The order in which go-yaml writes the keys of a map: letters by code point, other characters before letters, runs of
 * digits by their number (`port-2` before `port-10`). Behaviour: keyList.Less of go-yaml v2.
 */
export function compareKeys(left: string, right: string): number {
  if (SIMPLE.test(left) && SIMPLE.test(right)) return left < right ? -1 : left > right ? 1 : 0;
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < a.length && index < b.length; index++) {
    const [x = '', y = ''] = [a[index], b[index]];
    if (x === y) continue;
    const [xLetter, yLetter] = [LETTER.test(x), LETTER.test(y)];
    if (xLetter && yLetter) return codePoint(x) - codePoint(y);
    if (xLetter || yLetter) return yLetter ? -1 : 1;
    return compareNumbers(a, b, index);
  }
  return a.length - b.length;
}

const LETTER = /\p{L}/u;
const DIGIT = /[0-9]/;
const SIMPLE = /^[A-Za-z]*$/;

function compareNumbers(a: readonly string[], b: readonly string[], start: number): number {
  let carried = '';
  if (a[start] === '0' || b[start] === '0') {
    for (let back = start - 1; back >= 0 && DIGIT.test(a[back] ?? ''); back--) {
      if (a[back] !== '0') {
        carried = '1';
        break;
      }
    }
  }
  const x = carried + digitsAt(a, start);
  const y = carried + digitsAt(b, start);
  const [xNumber, yNumber] = [BigInt(x || 0), BigInt(y || 0)];
  if (xNumber !== yNumber) return xNumber < yNumber ? -1 : 1;
  return x.length - y.length || codePoint(a[start] ?? '') - codePoint(b[start] ?? '');
}

function digitsAt(chars: readonly string[], start: number): string {
  let end = start;
  while (end < chars.length && DIGIT.test(chars[end] ?? '')) end++;
  return chars.slice(start, end).join('');
}

function codePoint(char: string): number {
  return char.codePointAt(0) ?? 0;
}
