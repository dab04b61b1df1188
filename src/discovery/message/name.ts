/** Domain names in presentation form: absolute, final dot, odd bytes as `\.` or `\007` (RFC 1035 section 5.1). */

/** The name with its final dot. */
export function absolute(name: string): string {
  return isAbsolute(name) ? name : `${name}.`;
}

/** The name without its final dot; the root stays `.`. */
export function withoutDot(name: string): string {
  return name.length > 1 && isAbsolute(name) ? name.slice(0, -1) : name;
}

/** Its labels from left to right, escapes kept; none for the root. */
export function labelsOf(name: string): string[] {
  const labels: string[] = [];
  let start = 0;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code === 92) i += isDigit(name.charCodeAt(i + 1)) ? 3 : 1;
    else if (code === 46) {
      if (i > start) labels.push(name.slice(start, i));
      start = i + 1;
    }
  }
  if (start < name.length) labels.push(name.slice(start));
  return labels;
}

/** Whether `name` is `zone` or lies below it; case does not matter. */
export function inZone(name: string, zone: string): boolean {
  if (zone === '.') return true;
  if (name.length < zone.length) return false;
  const tail = name.slice(name.length - zone.length);
  if (tail.toLowerCase() !== zone.toLowerCase()) return false;
  if (name.length === zone.length) return true;
  return name.charCodeAt(name.length - zone.length - 1) === 46 && name.charCodeAt(name.length - zone.length - 2) !== 92;
}

/** The longest of `zones` that holds `name`, or undefined. */
export function closestZone(name: string, zones: readonly string[]): string | undefined {
  let best: string | undefined;
  for (const zone of zones) if (inZone(name, zone) && (best === undefined || zone.length > best.length)) best = zone;
  return best;
}

/** Whether the name can be sent: labels of 1 to 63 bytes, 255 bytes in all (RFC 1035 section 2.3.4). */
export function isLegalName(name: string): boolean {
  return nameFault(name) === undefined;
}

type NameFault = 'empty label' | 'label too long' | 'ran out of space' | 'unexpected end of input' | 'bad escape';

/** Why a name cannot be sent, in BIND's words; undefined where it can. */
export function nameFault(name: string): NameFault | undefined {
  if (name === '.') return undefined;
  const text = withoutDot(name);
  const escape = escapeFault(name);
  if (escape || text === '') return escape ?? 'unexpected end of input';
  if (text.startsWith('.') || /[^\\]\.\./.test(name)) return 'empty label';
  if (text.length > 1020) return 'ran out of space';
  let total = 1;
  for (const label of labelsOf(text)) {
    const { length } = labelBytes(label);
    if (length < 1) return 'empty label';
    if (length > 63) return 'label too long';
    total += length + 1;
  }
  return total > 255 ? 'ran out of space' : undefined;
}

/** What is wrong with the backslashes of a name. */
function escapeFault(text: string): NameFault | undefined {
  for (const { 1: after = '', index } of text.matchAll(/\\(\d{1,3}|.|$)/g)) {
    const isNumber = /^\d/.test(after);
    const isWhole = after.length === (isNumber ? 3 : 1);
    if (!isWhole && index + 1 + after.length === text.length) return 'unexpected end of input';
    if (!isWhole || (isNumber && Number(after) > 255)) return 'bad escape';
  }
  return undefined;
}

/** The bytes of one label in presentation form. */
export function labelBytes(label: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    if (code === 92 && i + 1 < label.length) {
      const digits = /^\d{3}/.exec(label.slice(i + 1, i + 4));
      if (digits) {
        bytes.push(Number(digits[0]) & 255);
        i += 3;
      } else bytes.push(label.charCodeAt(++i) & 255);
    } else if (code < 128) bytes.push(code);
    else {
      const point = label.codePointAt(i) ?? code;
      if (point > 0xffff) i++;
      for (const byte of new TextEncoder().encode(String.fromCodePoint(point))) bytes.push(byte);
    }
  }
  return bytes;
}

/** One byte of a name in presentation form: `\\.` and `\\032` where it could be mistaken. */
export function presentedByte(byte: number): string {
  return PRESENTED[byte] ?? '';
}

/** The name as it is written when it comes from the wire: what a person typed otherwise (`a b`, `ü`) is escaped. */
export function spelled(name: string): string {
  if (/^[\w.*-]*$/.test(name) || nameFault(name) !== undefined) return name;
  const labels = labelsOf(name).map((label) => labelBytes(label).map(presentedByte).join(''));
  return labels.join('.') + (isAbsolute(name) ? '.' : '');
}

const PRESENTED = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  if ('.\\"();@$'.includes(char)) return `\\${char}`;
  return byte < 33 || byte > 126 ? `\\${String(byte).padStart(3, '0')}` : char;
});

/** Whether the name ends in a dot that is not escaped. */
export function isAbsolute(name: string): boolean {
  if (!name.endsWith('.')) return false;
  let slashes = 0;
  for (let i = name.length - 2; i >= 0 && name.charCodeAt(i) === 92; i--) slashes++;
  return slashes % 2 === 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
