import type { CheckResult } from '../../check/traffic-test.ts';

/** One output format of `kubesim check`. */
export interface CheckReport {
  /** What `-o` calls it. */
  readonly name: string;
  /** The whole report, ending in a newline. `paint` colours where the terminal has colours. */
  render(results: readonly CheckResult[], paint: Paint): string;
}

export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  faint(text: string): string;
}

export const PLAIN: Paint = { good: String, bad: String, faint: String };

/** `3 passed, 1 failed`, and how many could not be asked, if any. */
export function countText(results: readonly CheckResult[]): string {
  const { passed, failed, unasked } = countsOf(results);
  return `${passed} passed, ${failed} failed${unasked === 0 ? '' : `, ${unasked} could not be asked`}`;
}

/** How the results fall. */
export function countsOf(results: readonly CheckResult[]): { passed: number; failed: number; unasked: number } {
  const passed = results.filter((result) => result.passed).length;
  const unasked = results.filter((result) => result.unasked).length;
  return { passed, failed: results.length - passed - unasked, unasked };
}

/** Results by test, in the order in which they ran. */
export function byTest(results: readonly CheckResult[]): Map<string, CheckResult[]> {
  const groups = new Map<string, CheckResult[]>();
  for (const result of results) {
    const key = `${result.file} (${result.test})`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return groups;
}

/** What went wrong with one expectation, a line each: problems, cause, fix. */
export function problemLines(result: CheckResult): string[] {
  return [
    ...result.problems,
    ...(result.reason === undefined ? [] : [`reason: ${result.reason}`]),
    ...(result.cause === undefined ? [] : [`cause: ${result.cause}`]),
    ...(result.fix === undefined ? [] : [`fix: ${result.fix}`]),
  ];
}
