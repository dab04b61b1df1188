import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** The rooms in the order in which data flows: a folder may import only from itself and from folders before it. */
const ROOMS = [
  'net', 'netfilter', 'ipvs', 'nftables', 'api', 'manifest', 'cluster', 'controllers', 'state', 'discovery',
  'kube-proxy', 'trace', 'diagnose', 'check', 'render', 'server', 'tui', 'cli',
]; // prettier-ignore

/** These know no Kubernetes: a dump pasted from any Linux host is walked without manifests. */
const HOST_ONLY = ['net', 'netfilter', 'ipvs', 'nftables'];

const source = join(import.meta.dirname, '..', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));

const imports = files.flatMap((file) => {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((found) => {
    const target = relative(source, join(source, file, '..', found[1] ?? ''));
    return { file, target, from: file.split('/')[0] ?? '', to: target.split('/')[0] ?? '' };
  });
});

test('every folder of src is a known room', () => {
  expect(new Set(files.map((file) => file.split('/')[0]))).toEqual(
    new Set(ROOMS.filter((room) => files.some((file) => file.startsWith(`${room}/`)))),
  );
});

test('imports go one way', () => {
  const wrong = imports.filter(({ from, to }) => ROOMS.indexOf(to) > ROOMS.indexOf(from) || !ROOMS.includes(to));
  expect(wrong.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  expect(imports.length).toBeGreaterThan(10);
});

test('the core has no clock, dice, files or console of its own', () => {
  const impure =
    /\bMath\.random\b|\bDate\.now\b|new Date\(\)|\bconsole\.|\bprocess\.|from 'node:(fs|child_process|net|http|dgram|os)/;
  const allowed = ['cli/', 'state/', 'server/', 'tui/'];
  const wrong = files.filter(
    (file) =>
      !allowed.some((room) => file.startsWith(room)) &&
      impure.test(withoutComments(readFileSync(join(source, file), 'utf8'))),
  );
  expect(wrong).toEqual([]);
});

test('the host rooms know no Kubernetes', () => {
  const wrong = imports.filter(({ from, to }) => HOST_ONLY.includes(from) && !HOST_ONLY.includes(to));
  expect(wrong).toEqual([]);
});

function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\/|\/\/ .*/g, '');
}
