import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/registry/index.ts';
import { terminal } from './run.ts';

/** Every example that help shows is run as it stands, in a cluster that has what the examples speak of. */
const folder = mkdtempSync(join(tmpdir(), 'kubesim-examples-'));
const prepared = terminal();
let pod = '';
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MANIFEST =
  'apiVersion: v1\nkind: Service\nmetadata: {name: front}\nspec: {ports: [{port: 80}], selector: {app: web}}\n';
const RULES = '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 10.0.0.5/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.9:80\nCOMMIT\n'; // prettier-ignore
const SETUP = [
  'apply -f fixtures/nodeport/web-nodeport.yaml -f fixtures/broken/selector-typo/manifests.yaml',
  'create deployment my-app --image=nginx',
  'expose deployment my-app --port=6666 --target-port=80',
  'create namespace shop',
  'run client --image=busybox',
  'run web-0 --image=nginx',
  'create deployment web --image=nginx --replicas=2 --port=80',
  'create service clusterip web --tcp=8080:80',
];
/** A server stays: that its words are understood is another test's matter. */
const STAYS = /^kubesim (proxy|dns serve|tui)\b/;

beforeAll(async () => {
  for (const name of ['manifests', 'old', 'new', 'tests']) mkdirSync(join(folder, name));
  for (const name of ['web.yaml', 'manifests/web.yaml', 'old/a.yaml', 'new/a.yaml'])
    writeFileSync(join(folder, name), MANIFEST);
  copyFileSync('fixtures/broken/selector-typo/manifests.yaml', join(folder, 'new/b.yaml'));
  copyFileSync('fixtures/nodeport/web-nodeport.yaml', join(folder, 'tests/web-nodeport.yaml'));
  copyFileSync('fixtures/nodeport/traffic-test.yaml', join(folder, 'tests/traffic-test.yaml'));
  writeFileSync(join(folder, 'iptables-save.txt'), RULES);
  for (const line of SETUP) {
    const { err, code } = await prepared.run(...line.split(' '));
    expect({ line, err, code }).toMatchObject({ line, code: 0 });
  }
  pod =
    (await prepared.run('get', 'pods', '-l', 'app=web', '-o', 'name')).out.split('\n')[0]?.slice('pod/'.length) ?? '';
});

const examples = COMMANDS.flatMap((command) => (command.examples ?? []).map(([line]) => line));

test('there are examples, and each calls kubesim', () => {
  expect(examples.length).toBeGreaterThan(80);
  expect(examples.filter((line) => parts(line).length === 0)).toEqual([]);
});

test.each(examples.filter((line) => !STAYS.test(line)).map((line) => [line]))('%s', async (line) => {
  const own = terminal();
  copyFileSync(prepared.state, own.state);
  for (const part of parts(line)) {
    const { err, code } = await own.feed(MANIFEST, ...part.map(inPlace));
    expect(err).not.toContain("See 'kubesim");
    expect([0, 1], `${part.join(' ')}: ${err}`).toContain(code);
  }
});

/** The words of each kubesim in a shell line. */
function parts(line: string): string[][] {
  return line
    .replace(/(\s>\s.*?)(?=&&|$)/g, ' ')
    .split(/&&|\||[<(]\(?(?=kubesim)/)
    .map((part) => part.trim().replace(/\)$/, ''))
    .filter((part) => part.startsWith('kubesim '))
    .map((part) => [...part.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].slice(1).map(([word]) => unquoted(word)));
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? '');
}

/** Files of the example's folder by their full path; example pods by the names that this cluster gave them. */
function inPlace(word: string): string {
  if (/^(web\.yaml|manifests\/|old\/|new\/|tests\/|report\.xml|iptables-save\.txt)$/.test(word))
    return join(folder, word);
  return word.replace(/^web-(?=.*\d)[a-z0-9]+-[a-z0-9]{5}$/, pod);
}
