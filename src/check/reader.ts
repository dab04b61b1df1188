import { nearest } from '../diagnose/edit-distance.ts';
import { UserError } from '../net/user-error.ts';

/** Where a field (`spec.expect[0].reach`) stands in the file; 1-based. */
export type PlaceOf = (path: string) => { readonly line: number; readonly column: number };

function meant(typed: string, words: readonly string[]): string {
  const near = nearest(typed, words);
  return near === undefined ? '' : ` (did you mean ${near.text}?)`;
}

/** The object without its undefined fields. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Takes values apart and names file, line and field where one is not what it should be. */
export class Reader {
  constructor(
    readonly file: string,
    readonly placeOf: PlaceOf,
  ) {}

  line(path: string): number {
    return this.placeOf(path).line;
  }

  fail(path: string, problem: string): never {
    const { line, column } = this.placeOf(path);
    throw new UserError(
      `${this.file}:${line}:${column}: ${path || 'document'}: ${problem}`,
      2,
      'docs/checks.md describes every field of a TrafficTest',
    );
  }

  object(value: unknown, path: string, keys?: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(path, 'expected a mapping');
    const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined)
      this.fail(path === '' ? unknown : `${path}.${unknown}`, `unknown field${meant(unknown, keys ?? [])}; expected one of ${keys?.join(', ')}`); // prettier-ignore
    return value as Record<string, unknown>;
  }

  list(value: unknown, path: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail(path, 'expected a list');
  }

  texts(value: unknown, path: string): string[] {
    return this.list(value, path).map((item, i) => this.text(item, `${path}[${i}]`));
  }

  /** A text alone stands for a list of it. */
  oneOrMore(value: unknown, path: string): string[] {
    return this.texts(typeof value === 'string' ? [value] : value, path);
  }

  text(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(path, 'expected a text');
  }

  /** One of a few words; undefined where the field is absent. */
  optionalWord<Word extends string>(value: unknown, path: string, words: readonly Word[]): Word | undefined {
    if (value === undefined) return undefined;
    const text = this.text(value, path);
    const found = words.find((word) => word === text);
    const none = words.length > 10 ? 'is not known' : `is none of ${words.join(', ')}`;
    return found ?? this.fail(path, `${JSON.stringify(text)} ${none}${meant(text, words)}`);
  }

  /** What `read` makes of a text; what it throws is told with the place of the field. */
  checked<Value>(path: string, read: () => Value): Value {
    try {
      return read();
    } catch (problem) {
      return this.fail(path, problem instanceof Error ? problem.message : String(problem));
    }
  }

  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  number(value: unknown, path: string): number {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
      ? value
      : this.fail(path, 'expected a whole number');
  }

  optionalNumber(value: unknown, path: string): number | undefined {
    return value === undefined ? undefined : this.number(value, path);
  }
}
