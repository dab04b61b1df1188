/**
 * What an unquoted word means. kubectl reads YAML 1.1 as go-yaml v2 does (through sigs.k8s.io/yaml): yes/no/on/off/y/n are
 * booleans, 017 is octal, 1_000 is a number, dates stay strings.
 */
export type Scalar = string | number | boolean | null;

const WORDS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((w) => [w, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
]);

const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const BASED = /^([-+]?)0(?:([xX])([0-9a-fA-F]+)|([bB])([01]+)|[oO]?([0-7]+))$/;
const DATE = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/;
const LONGEST_WORD = 5;

/** The value of a plain scalar. Infinity and NaN, which JSON cannot hold, stay text. */
export function plainScalar(text: string): Scalar {
  const first = text.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (isNumeric) return numeric(text);
  if (text.length <= LONGEST_WORD) {
    const word = WORDS.get(text);
    if (word !== undefined) return word;
  }
  return text;
}

function numeric(text: string): Scalar {
  if (DECIMAL.test(text)) return Number(text);
  if (DATE.test(text)) return text;
  const bare = text.includes('_') ? text.replaceAll('_', '') : text;
  if (bare !== text && DECIMAL.test(bare)) return Number(bare);
  const based = BASED.exec(bare);
  if (based) {
    const digits = based[3] ?? based[5] ?? based[6] ?? '';
    const value = Number.parseInt(digits, based[2] ? 16 : based[4] ? 2 : 8);
    return based[1] === '-' ? -value : value;
  }
  if (!FLOAT.test(bare)) return text;
  const value = Number(bare);
  return Number.isFinite(value) ? value : text;
}

/** A mapping key as JSON has it: what is no string becomes one, as sigs.k8s.io/yaml does. Null keys cannot: undefined. */
export function plainKey(text: string): string | undefined {
  const value = plainScalar(text);
  return value === null ? undefined : String(value);
}
