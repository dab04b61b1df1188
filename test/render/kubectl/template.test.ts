import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileTemplate } from '../../../src/render/kubectl/template/index.ts';

const data = {
  name: 'web',
  replicas: 3,
  ratio: 0.5,
  ready: true,
  none: null,
  labels: { app: 'web', tier: 'front' },
  ports: [
    { name: 'http', port: 80 },
    { name: 'https', port: 443 },
  ],
  secret: 'aGVsbG8=',
};

/** Expectations from Go's text/template. */
test.each([
  ['{{.name}}', 'web'],
  ['{{ .labels }} {{.ports}}', 'map[app:web tier:front] [map[name:http port:80] map[name:https port:443]]'],
  ['{{.nope}} {{.nope.deeper}} {{.none}}', '<no value> <no value> <no value>'],
  ['a {{- .name -}} b', 'awebb'],
  ['{{/* nothing */}}x{{- /* nor this */ -}} y', 'xy'],
  ['{{range .ports}}{{.name}}:{{.port}} {{end}}', 'http:80 https:443 '],
  ['{{range $i, $p := .ports}}{{$i}}={{$p.name}} {{end}}', '0=http 1=https '],
  ['{{range $k, $v := .labels}}{{$k}}={{$v}};{{end}}', 'app=web;tier=front;'],
  ['{{range .nope}}x{{else}}empty{{end}}', 'empty'],
  ['{{range .ports}}{{if eq .port 443}}{{break}}{{end}}{{.port}}{{end}}', '80'],
  ['{{range .ports}}{{if eq .port 80}}{{continue}}{{end}}{{.port}}{{end}}', '443'],
  ['{{range 3}}{{.}}{{end}}', '012'],
  ['{{if .ready}}yes{{else}}no{{end}}', 'yes'],
  ['{{if not .ready}}a{{else if gt .replicas 2}}b{{else}}c{{end}}', 'b'],
  ['{{with .labels}}{{.app}} {{$.name}}{{end}}', 'web web'],
  ['{{with .nope}}x{{else}}none{{end}}', 'none'],
  ['{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}', '2'],
  ['{{len .ports}} {{index .ports 1 "name"}} {{index .labels "app"}}', '2 https web'],
  ['{{slice .name 1 2}} {{.secret | base64decode}}', 'e hello'],
  [
    '{{printf "%-5s|%5d|%.2f|%v|%q|%t|%x" .name .replicas .ratio .labels .name .ready 255}}',
    'web  |    3|0.50|map[app:web tier:front]|"web"|true|ff',
  ],
  ['{{"q\\"uote" | printf "%s-%s" `raw`}}', 'raw-q"uote'],
  ['{{and .name .replicas}} {{or .nope "x"}} {{eq .name "a" "web"}} {{ne 1 2}} {{le 2 2}}', '3 x true true true'],
  ['{{define "port"}}<{{.port}}>{{end}}{{range .ports}}{{template "port" .}}{{end}}', '<80><443>'],
  ['{{block "b" .name}}[{{.}}]{{end}}', '[web]'],
  ['{{(index .ports 0).port}} {{exists .labels "app"}} {{exists .labels "x"}}', '80 true false'],
  ['{{print "a" 1 2 "b"}} {{println "x"}}', 'a1 2b x\n'],
  ['{{\'a\'}} {{html "<a>"}} {{js "it\'s"}} {{urlquery "a b&c"}}', "97 &lt;a&gt; it\\'s a+b%26c"],
])('%s', (source, text) => {
  expect(compileTemplate(source)(data)).toBe(text);
});

test.each([
  ['{{.x', 'error parsing template {{.x, template: output:1: unclosed action'],
  ['\n{{if .x}}', 'template: output:2: unexpected EOF'],
  ['{{end}}', 'template: output:1: unexpected {{end}}'],
  ['{{foo}}', 'template: output:1: function "foo" not defined'],
  ['{{range}}{{end}}', 'missing value for range'],
  ['{{.name | }}', 'missing value for command'],
  ['{{"a}}', 'unterminated quoted string'],
  ['{{(.name}}', 'unclosed left paren'],
  ['{{.name.x}}', `template: output:1:2: executing "output" at <.name.x>: can't evaluate field x in type interface {}`],
  ['{{index .ports 9}}', 'error calling index: index out of range: 9'],
  ['{{len 3}}', 'error calling len: len of type int'],
  ['{{lt 1 "a"}}', 'incompatible types for comparison'],
  ['{{template "x"}}', 'template "x" not defined'],
  ['{{$y}}', 'undefined variable "$y"'],
  ['{{define "a"}}{{template "a"}}{{end}}{{template "a"}}', 'exceeded maximum template depth'],
])('%s is refused', (source, message) => {
  expect(() => compileTemplate(source)(data)).toThrow(message);
});

test('missing keys are errors when asked for', () => {
  expect(() => compileTemplate('{{.nope}}', true)(data)).toThrow('map has no entry for key "nope"');
});

test('no template makes it hang or fail in another way', () => {
  const part = fc.constantFrom(
    '{{',
    '}}',
    '.a',
    '.',
    '$x',
    ':=',
    '=',
    '|',
    '(',
    ')',
    'if ',
    'range ',
    'end',
    'else',
    'index ',
    '"s"',
    '1',
    '-',
    ' ',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
      try {
        expect(typeof compileTemplate(parts.join(''))({ a: [1, { b: 2 }] })).toBe('string');
      } catch (problem) {
        expect((problem as Error).name).toBe('TemplateError');
      }
    }),
    { numRuns: 3000 },
  );
});
