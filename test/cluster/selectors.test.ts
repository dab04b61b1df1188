import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  requirementsOf,
  matchesLabels,
  matchesMap,
  parseLabelSelector,
} from '../../src/cluster/selector/label-selector.ts';
import { createObject } from '../../src/cluster/create.ts';
import { listObjects } from '../../src/cluster/list.ts';
import { begin, configMap, pod, refusal, service } from './support.ts';

const LABELS = { app: 'web', tier: 'front', n: '5' };

test.each([
  ['', true],
  ['app', true],
  ['!app', false],
  ['!nope', true],
  ['app=web', true],
  ['app==web', true],
  ['app!=web', false],
  ['nope!=web', true],
  ['app in (web,noport)', true],
  ['app in (a,b)', false],
  ['app notin (a,b)', true],
  ['nope notin (a)', true],
  ['app=web,tier=front', true],
  ['app=web,tier=back', false],
  ['n>4', true],
  ['n<5', false],
  ['app>4', false],
  ['nope=', false],
  [' app = web , tier ', true],
  ['in in (in)', false],
  ['nope in (,)', false],
])('%s', (selector, expected) => {
  expect(matchesLabels(parseLabelSelector(selector), LABELS)).toBe(expected);
});

test.each([
  ['=x', `found '=', expected: !, identifier, or 'end of string'`],
  ['app=a b', `found 'b', expected: ',' or 'end of string'`],
  ['app in web', `unable to parse requirement: found 'web' expected: '('`],
  ['app,,b', `found ',', expected: identifier after ','`],
  ['app b', `unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt`],
  ['app in (a', `unable to parse requirement: found '', expected: ',' or ')'`],
  ['!', `unable to parse requirement: found '', expected: identifier`],
  [
    'a>x',
    `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
  ],
])('refused: %s', (selector, message) => {
  const error = refusal(() => parseLabelSelector(selector));
  expect([error.code, error.message]).toEqual([400, message]);
});

test('bad keys and values are named', () => {
  expect(refusal(() => parseLabelSelector('-a=b')).message).toMatch(
    /^unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of/,
  );
  expect(refusal(() => parseLabelSelector('a=-b')).message).toMatch(
    /^unable to parse requirement: values\[0\]\[a\]: Invalid value: "-b": a valid label must be/,
  );
});

test('any text gives requirements or a BadRequest, and never more', () => {
  const words = fc.constantFrom(
    'a',
    'in',
    'notin',
    '(',
    ')',
    ',',
    '=',
    '!',
    '==',
    '!=',
    '>',
    '<',
    ' ',
    '"',
    '__proto__',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          matchesLabels(parseLabelSelector(text), LABELS);
        } catch (error) {
          expect(error).toMatchObject({ name: 'StatusError', code: 400 });
        }
      },
    ),
  );
});

test('an empty plain selector selects nothing, an empty LabelSelector everything, a missing one nothing', () => {
  expect(matchesMap({}, LABELS)).toBe(false);
  expect(matchesMap(undefined, LABELS)).toBe(false);
  expect(matchesMap({ app: 'web' }, LABELS)).toBe(true);
  expect(matchesMap({ toString: 'x' }, {})).toBe(false);
  expect(requirementsOf(undefined)).toBeUndefined();
  expect(matchesLabels(requirementsOf({}) ?? [], LABELS)).toBe(true);
  const expressions = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] };
  expect(matchesLabels(requirementsOf(expressions) ?? [], LABELS)).toBe(false);
});

test('field selectors', () => {
  const tx = begin();
  createObject(tx, pod('a', {}, { nodeName: 'node1' }));
  createObject(tx, pod('b', {}, { hostNetwork: true }));
  createObject(tx, service('s', { type: 'NodePort' }));
  createObject(tx, service('h', { clusterIP: 'None' }));
  const names = (plural: string, fieldSelector: string): string[] =>
    listObjects(tx, plural, { fieldSelector }).map(({ metadata }) => metadata.name);
  expect(names('pods', 'spec.nodeName=node1')).toEqual(['a']);
  expect(names('pods', 'spec.nodeName!=node1')).toEqual(['b']);
  expect(names('pods', 'status.phase==Pending,metadata.name=b')).toEqual(['b']);
  expect(names('pods', 'spec.hostNetwork=true')).toEqual(['b']);
  expect(names('services', 'spec.type=NodePort')).toEqual(['s']);
  expect(names('services', 'spec.clusterIP!=None')).toEqual(['s']);
  expect(refusal(() => names('pods', 'foo=bar')).message).toBe('field label not supported: foo');
  expect(refusal(() => names('configmaps', 'foo=bar')).message).toBe(
    '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
  expect(refusal(() => names('pods', 'foo')).message).toBe("invalid selector: 'foo'; can't understand 'foo'");
});

test('lists are in the order of namespace and name', () => {
  const tx = begin();
  for (const name of ['b', 'a', 'a-1']) createObject(tx, configMap(name));
  createObject(tx, configMap('z', {}, { namespace: 'demo', labels: { x: '1' } }));
  createObject(tx, configMap('0', {}, { namespace: 'kube-system' }));
  const keys = listObjects(tx, 'configmaps').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  expect(keys).toEqual(['default/a', 'default/a-1', 'default/b', 'demo/z', 'kube-system/0']);
  expect(listObjects(tx, 'configmaps', { namespace: 'demo' })).toHaveLength(1);
  expect(listObjects(tx, 'configmaps', { labelSelector: 'x=1' })).toHaveLength(1);
});
