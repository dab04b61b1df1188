import { UserError } from '../net/user-error.ts';

/** Line of a field path (`spec.expect[0].reach`) in the file; 1-based. */
export type LineOf = (path: string) => number;

/** The object without its undefined fields. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Takes values apart and names file, line and field where one is not what it should be. */
export class Reader {
  constructor(
    readonly file: string,
    readonly lineOf: LineOf,
  ) {}

  line(path: string): number {
    return this.lineOf(path);
  }

  fail(path: string, problem: string): never {
    throw new UserError(
      `${this.file}:${this.lineOf(path)}: ${path || 'document'}: ${problem}`,
      2,
      'docs/checks.md describes every field of a TrafficTest',
    );
  }

  object(value: unknown, path: string, keys?: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(path, 'expected a mapping');
    const unknown = keys && Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined)
      this.fail(path === '' ? unknown : `${path}.${unknown}`, `unknown field; expected one of ${keys?.join(', ')}`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, path: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail(path, 'expected a list');
  }

  texts(value: unknown, path: string): string[] {
    return this.list(value, path).map((item, i) => this.text(item, `${path}[${i}]`));
  }

  text(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(path, 'expected a text');
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
