import { expect, test } from 'vitest';
import { customColumnsText, parseCustomColumns } from '../../../src/render/kubectl/custom-columns.ts';
import { goText } from '../../../src/render/kubectl/go-text.ts';
import { compactJson, jsonText } from '../../../src/render/kubectl/json.ts';
import { sortedBy } from '../../../src/render/kubectl/sort-by.ts';
import { alignTabs } from '../../../src/render/kubectl/tab-writer.ts';
import { cellText, tableText } from '../../../src/render/kubectl/table.ts';

test('columns are at least six wide and three apart, the last one is not padded', () => {
  expect(tableText([['A', 'B', 'C'], ['x', 'longer', ''], ['y', '', 'z']])).toBe('A     B        C\nx     longer   \ny              z\n'); // prettier-ignore
});

test('a column of a description reaches over lines that stand together', () => {
  expect(alignTabs('Name:\tweb\nLonger name:\tx\nno cell here\nA:\t1\n')).toBe(
    'Name:         web\nLonger name:  x\nno cell here\nA:  1\n',
  );
});

test('an empty last cell leaves the padding of the one before', () => {
  expect(alignTabs('IP:\t\nIPs:\t<none>')).toBe('IP:   \nIPs:  <none>');
});

test('cells are one line and obey nothing', () => {
  expect(cellText('a\nb')).toBe('a...');
  expect(cellText('\u001b[31mred\u0007')).toBe('^[[31mred\\u0007');
  expect(cellText(undefined)).toBe('');
});

test('JSON has sorted keys and escapes what HTML would obey', () => {
  expect(jsonText({ b: 1, a: '<&>' })).toBe('{\n    "a": "\\u003c\\u0026\\u003e",\n    "b": 1\n}\n');
  expect(compactJson({ b: [undefined, 1], a: undefined })).toBe('{"b":[null,1]}');
});

test("values look as Go's %v has them", () => {
  expect(goText({ b: [1, 'x'], a: null })).toBe('map[a:<nil> b:[1 x]]');
  expect([1e21, 0.00001, 2.5, -3].map(goText)).toEqual(['1e+21', '1e-05', '2.5', '-3']);
});

test('custom columns', () => {
  const objects = [{ metadata: { name: 'a' }, ports: [1, 2] }, { metadata: { name: 'long-name' } }];
  const columns = parseCustomColumns('Name:.metadata.name,Ports:{.ports[*]}');
  expect(customColumnsText(columns, objects, true)).toBe('Name        Ports\na           1,2\nlong-name   <none>\n');
  expect(() => parseCustomColumns('X')).toThrow(
    'unexpected custom-columns spec: X, expected <header>:<json-path-expr>',
  );
  expect(() => parseCustomColumns('')).toThrow('custom-columns format specified but no custom columns given');
  expect(() => parseCustomColumns('A:{.a')).toThrow('unexpected path string');
});

test('sorting puts those without the field first and keeps equals in order', () => {
  const objects = [{ n: 2, i: 0 }, { i: 1 }, { n: 1, i: 2 }, { n: 2, i: 3 }].map((one) => ({ apiVersion: 'v1', kind: 'X', metadata: { name: '' }, ...one })); // prettier-ignore
  expect(sortedBy(objects, '.n')?.map(({ i }) => i)).toEqual([1, 2, 0, 3]);
  expect(sortedBy(objects, '{.nope}')).toBeUndefined();
});
