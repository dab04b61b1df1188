import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../src/check/traffic-test.ts';
import { CHECK_REPORTS } from '../../../src/render/check/index.ts';
import { PLAIN } from '../../../src/render/check/report.ts';

const good: CheckResult = {
  test: 't',
  file: 'a/t.yaml',
  line: 4,
  name: 'fine',
  mode: 'iptables',
  passed: true,
  problems: [],
};
const bad: CheckResult = {
  test: 't',
  file: 'a/t.yaml',
  line: 9,
  name: 'a <b> & "c"\u001b[31m',
  mode: 'ipvs',
  passed: false,
  problems: ['verdict: expected delivered; found dropped'],
  reason: 'SOURCE_RANGE',
  cause: 'web.yaml:12 spec.loadBalancerSourceRanges',
  fix: 'Add the range.',
};
const unasked: CheckResult = { ...good, line: 2, passed: false, unasked: true, problems: ['pod/x: there is none'] };
const rendered = (name: string, results = [good, bad]): string =>
  CHECK_REPORTS.find((report) => report.name === name)?.render(results, PLAIN) ?? '';

test('text shows a line for each expectation and the trouble below it', () => {
  expect(rendered('text', [good, { ...bad, name: 'other' }])).toBe(`a/t.yaml (t)
  ✓ fine [iptables] line 4
  ✗ other [ipvs] line 9
      verdict: expected delivered; found dropped
      reason: SOURCE_RANGE
      cause: web.yaml:12 spec.loadBalancerSourceRanges
      fix: Add the range.

1 passed, 1 failed
`);
});

describe('junit', () => {
  test('counts and escapes', () => {
    const xml = rendered('junit');
    expect(xml).toContain('<testsuites name="kubesim" tests="2" failures="1" errors="0">');
    expect(xml).toContain('name="a &#60;b&#62; &#38; &#34;c&#34;\ufffd[31m"');
    expect(xml).toContain('type="SOURCE_RANGE"');
  });
  test('has no character that XML forbids', () => {
    // eslint-disable-next-line no-control-regex
    expect(rendered('junit')).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
  });
});

test('what could not be asked is an error, not a failure', () => {
  expect(rendered('text', [good, unasked])).toContain('1 passed, 0 failed, 1 could not be asked');
  const xml = rendered('junit', [good, bad, unasked]);
  expect(xml).toContain('tests="3" failures="1" errors="1" skipped="0"');
  expect(xml).toContain('<error message="pod/x: there is none"');
});

test('sarif tells what a code means and which manifest line is at fault', () => {
  const log = JSON.parse(rendered('sarif', [{ ...bad, file: 'a b/t.yaml' }, unasked]));
  const [run] = log.runs;
  expect(run.tool.driver.rules).toMatchObject([{ id: 'SOURCE_RANGE', shortDescription: { text: expect.any(String) }, help: { text: expect.any(String) } }, { id: 'UNASKED' }]); // prettier-ignore
  expect(run.results[0]).toMatchObject({
    ruleIndex: 0,
    locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/t.yaml' }, region: { startLine: 9 } } }],
    relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'web.yaml' }, region: { startLine: 12 } }, message: { text: 'spec.loadBalancerSourceRanges' } }],
  }); // prettier-ignore
});

test('tap numbers the results', () => {
  expect(rendered('tap').split('\n').slice(0, 4)).toEqual(['TAP version 14', '1..2', 'ok 1 - t: fine [iptables]', expect.stringMatching(/^not ok 2 - t: a <b>/)]); // prettier-ignore
});

test('github points at the line', () => {
  expect(rendered('github')).toMatch(
    /^::error file=a\/t\.yaml,line=9,title=t%3A a <b>.*::verdict: expected.*%0Areason/,
  );
});

test('sarif and json are JSON with the failure in it', () => {
  const sarif = JSON.parse(rendered('sarif')) as { runs: [{ results: [{ ruleId: string }] }] };
  expect(sarif.runs[0].results.map(({ ruleId }) => ruleId)).toEqual(['SOURCE_RANGE']);
  expect(JSON.parse(rendered('json'))).toMatchObject({
    passed: false,
    results: [{ name: 'fine' }, { reason: 'SOURCE_RANGE' }],
  });
});
