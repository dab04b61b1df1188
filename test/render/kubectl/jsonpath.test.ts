import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPathAsJson, jsonPathText, relaxedPath } from '../../../src/render/kubectl/jsonpath/print.ts';

const pods = {
  kind: 'List',
  items: [
    { name: 'a', ip: '10.0.0.1', ports: [80, 443], labels: { app: 'web', 'a.b/c': 'x' }, ready: true },
    { name: 'b', ip: '10.0.0.2', ports: [53], labels: { app: 'dns' }, ready: false },
    { name: 'c', ports: [] },
  ],
};

/** As in the documentation of kubectl's dialect, and its error words. */
test.each([
  ['{.kind}', 'List'],
  ['kind', 'kind'],
  ['{.items[*].name}', 'a b c'],
  ['{.items[0].labels}', '{"a.b/c":"x","app":"web"}'],
  ['{.items[0].labels.a\\.b/c}', 'x'],
  ["{.items[0]['name','ip']}", 'a 10.0.0.1'],
  ["{.items[0]['name']}", 'a'],
  ['{.items[-1:].name}', 'c'],
  ['{.items[-2].name}', 'b'],
  ['{.items[0:2].name}', 'a b'],
  ['{.items[::2].name}', 'a c'],
  ['{.items[?(@.ip)].name}', 'a b'],
  ['{.items[?(@.name=="b")].ip}', '10.0.0.2'],
  ['{.items[?(@.labels.app != "web")].name}', 'b'],
  ['{.items[?(@.ready==true)].name}', 'a'],
  ['{..app}', 'web dns'],
  ['{.items[*].ports[*]}', '80 443 53'],
  ['{range .items[*]}{.name}={.ip}{"\\n"}{end}', 'a=10.0.0.1\nb=10.0.0.2\nc=\n'],
  ['{range .items[*]}[{range .ports[*]}{@}{","}{end}]{end}!', '[80,443,][53,][]!'],
  ['{range .nothing[*]}{.x}{end}done', 'done'],
  ['{"quoted\\ttext"} and {\'single\'}', 'quoted\ttext and single'],
  ['{.nope}', ''],
  ['{.items[0].ports[0]} {true} {3}', '80 true 3'],
])('%s', (template, text) => {
  expect(jsonPathText(template, pods)).toBe(text);
});

test.each([
  ['{.a', 'error parsing jsonpath {.a, unclosed action'],
  ['{.items[0', 'error parsing jsonpath {.items[0, unterminated array'],
  ['{.items[x]}', 'error parsing jsonpath {.items[x]}, invalid array index x'],
  ['{"a}', 'error parsing jsonpath {"a}, unterminated quoted string'],
  ['{.items[?(@.a==1}', 'error parsing jsonpath {.items[?(@.a==1}, unterminated filter'],
  ['{*}', "error parsing jsonpath {*}, unrecognized character in action: U+002A '*'"],
  ['{end}', 'not in range, nothing to end'],
  ['{foo}', 'unrecognized identifier foo'],
  ['{.items[7]}', 'array index out of bounds: index 7, length 3'],
  ['{.kind[0]}', 'string is not array or slice'],
  ['{.items[?(@.name<1)]}', 'incompatible types for comparison'],
])('%s is refused', (template, message) => {
  expect(() => jsonPathText(template, pods)).toThrow(message);
});

test('a missing field is an error when asked for', () => {
  expect(() => jsonPathText('{.nope}', pods, true)).toThrow('nope is not found');
});

test('jsonpath-as-json wraps what was found', () => {
  expect(JSON.parse(jsonPathAsJson('{.items[*].name}', pods))).toEqual(['a', 'b', 'c']);
});

test.each([['a.b'], ['.a.b'], ['{a.b}'], ['{.a.b}']])('%s is the same path', (path) => {
  expect(relaxedPath(path)).toBe('{.a.b}');
});

test('no template makes it hang or fail in another way', () => {
  const part = fc.constantFrom(
    '{',
    '}',
    '.',
    '..',
    '[',
    ']',
    '*',
    '?(',
    ')',
    '@',
    '"',
    "'",
    'range ',
    'end',
    'a',
    '0',
    ':',
    ',',
    '==',
    ' ',
    '\\',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      try {
        expect(typeof jsonPathText(parts.join(''), pods)).toBe('string');
      } catch (problem) {
        expect((problem as Error).name).toBe('JsonPathError');
      }
    }),
    { numRuns: 2000 },
  );
});

test('shows the object as Go writes it where a path leads nowhere', () => {
  expect(() => jsonPathText('{.a[1]}', { b: { c: 'x"', d: null }, a: [1.5] })).toThrow(
    'map[string]interface {}{"a":[]interface {}{1.5}, "b":map[string]interface {}{"c":"x\\"", "d":interface {}(nil)}}',
  );
});
