/** Domain names in presentation form: absolute, final dot, odd bytes as `\.` or `\007` (RFC 1035 section 5.1). */

/** The name with its final dot. */
export function absolute(name: string): string {
  return endsInDot(name) ? name : `${name}.`;
}

/** The name without its final dot; the root stays `.`. */
export function withoutDot(name: string): string {
  return name.length > 1 && endsInDot(name) ? name.slice(0, -1) : name;
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

/** Why a name cannot be sent, in BIND's words; undefined where it can. */
export function nameFault(name: string): 'empty label' | 'label too long' | 'ran out of space' | undefined {
  if (name === '.') return undefined;
  const text = withoutDot(name);
  if (text === '' || text.startsWith('.') || /[^\\]\.\./.test(text)) return 'empty label';
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

function endsInDot(name: string): boolean {
  if (!name.endsWith('.')) return false;
  let slashes = 0;
  for (let i = name.length - 2; i >= 0 && name.charCodeAt(i) === 92; i--) slashes++;
  return slashes % 2 === 0;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
