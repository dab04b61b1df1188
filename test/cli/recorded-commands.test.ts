import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { terminal, type Outcome, type Terminal } from './run.ts';

/**
 * What a real kubectl said to 240 commands, one after another, against what kubesim says. Names that chance made, addresses,
 * ports, ages and times are the same for both sides; rows that chance orders are sorted.
 */
interface Recorded extends Outcome {
  readonly number: number;
  readonly command: string;
}

/** What kubesim does not say as kubectl does, and why. */
const DIFFERENT: ReadonlyMap<number, string> = new Map([
  [161, 'the recorded nodes had no kubelet and no scheduler that tell events'],
  [162, 'kube-controller-manager combines events after the tenth similar one'],
  [167, 'the trigger time goes with a change that no pod caused'],
  [173, 'the recorded nodes were written by hand'],
  [176, 'the trigger time goes with a change that no pod caused'],
  [182, 'the descriptions are our own'],
  [183, 'the descriptions are our own'],
  [184, 'the descriptions are our own'],
  [187, 'the descriptions are our own'],
]);

const FILES: Readonly<Record<string, string>> = {
  'svc.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n',
  'svc2.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: app\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 81\n',
  'webh.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: web-udp\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 53\n    protocol: UDP\n',
};

const here = process.cwd();
const commands = readRecorded(readFileSync(join(import.meta.dirname, '../recordings/general/commands.txt'), 'utf8'));
const said = new Map<number, Outcome>();

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-recorded-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  process.chdir(folder);
  const shell = terminal();
  await bareCluster(shell);
  const names = new Map<string, string>();
  for (const { number, command } of commands) {
    const words = shellWords(await renamed(shell, command, names));
    said.set(number, await shell.run(...words));
  }
}, 120_000);

afterAll(() => process.chdir(here));

const comparable = commands.filter(({ number }) => !DIFFERENT.has(number));

test.each(comparable.map((command) => [command.number, command.command, command] as const))(
  '%i. %s',
  (number, _, command) => {
    expect(view(said.get(number))).toEqual(view(command));
  },
);

test('nearly everything that was recorded is said word for word', () => {
  const other = commands.filter(
    (command) => JSON.stringify(view(said.get(command.number))) !== JSON.stringify(view(command)),
  );
  console.log(`${commands.length - other.length} of ${commands.length} recorded commands agree`);
  expect(other.map(({ number }) => number).filter((number) => !DIFFERENT.has(number))).toEqual([]);
  expect(commands.length).toBe(240);
});

/** The cluster of the recording: two nodes in two zones, nothing else. */
async function bareCluster(shell: Terminal): Promise<void> {
  await shell.run('cluster', 'init');
  await shell.run('delete', 'deploy,ds,svc', '--all', '-n', 'kube-system');
  await shell.run('delete', 'cm', '--all', '-n', 'kube-system');
  await shell.run('delete', 'events', '--all', '-A');
  await shell.run(
    'label',
    'node',
    'node1',
    'node-role.kubernetes.io/control-plane-',
    'topology.kubernetes.io/zone=zone-a',
  );
  await shell.run('label', 'node', 'node2', 'topology.kubernetes.io/zone=zone-b');
}

/** Recorded pod names stand for ours: the first of the same ReplicaSet that no other name stands for yet. */
async function renamed(shell: Terminal, command: string, names: Map<string, string>): Promise<string> {
  for (const [name, owner] of [...command.matchAll(/\b((?:web|noport)-[a-f0-9]{8,10})-[a-z0-9]{5}\b/g)].map(
    (m) => [m[0], m[1]] as const,
  )) {
    const { out } = await shell.run('get', 'pods', '-o', 'name');
    const ours = out.split('\n').map((line) => line.replace('pod/', ''));
    const known = names.get(name);
    if (known !== undefined && ours.includes(known)) continue;
    const taken = new Set(names.values());
    const found =
      ours.find((pod) => pod.startsWith(`${owner ?? ''}-`) && !taken.has(pod)) ??
      ours.find((pod) => pod.startsWith(`${owner ?? ''}-`));
    if (found) names.set(name, found);
  }
  return [...names].reduce((text, [theirs, ours]) => text.replaceAll(theirs, ours), command.replace(/ 2>&1.*$/, ''));
}

function view(outcome: Outcome | undefined) {
  return { out: settled(outcome?.out ?? ''), err: settled(outcome?.err ?? ''), code: outcome?.code };
}

function settled(text: string): string[] {
  return (
    text
      .replaceAll('kubesim', 'kubectl')
      // Behind a refusal kubesim names the lines at fault.
      .replace(/^\S+\.yaml:\d+:\d+: .*\n/gm, '')
      .replace(/\$TMPDIR\/|-N\//g, (found) => (found === '-N/' ? '/' : ''))
      .replace(/\b(web|noport)-([a-f0-9]{8,10})-[a-z0-9]{5}\b/g, '$1-$2-SUFFIX')
      .replace(
        /\b(web(?:-[a-z]+)?|tmp-svc|withsvc|app|cip|lb|npx)-(?!np\b|lb\b|h\b|udp\b)[bcdfghjklmnpqrstvwxz2456789]{5}(?=\s|$)/gm,
        '$1-SUFFIX',
      )
      .replace(/\b10\.(9[6-9]|1[01]\d|24[45])\.\d+\.\d+/g, 'IP')
      .replace(/\b3[0-2]\d{3}\b/g, 'NODEPORT')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
      .replace(/"?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000)"?|\bDATE\b/g, 'TIME')
      .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME')
      .replace(/(resourceVersion"?: )"\d+"/g, '$1"VERSION"')
      .replace(/(https:\/\/)[\d.]+:\d+/g, '$1SERVER')
      .replace(/\b(\d+[smhdy])+\b/g, 'AGE')
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim())
      .filter((line) => line !== '' && line !== '(no newline at the end)')
      .sort()
  );
}

function readRecorded(text: string): Recorded[] {
  return text
    .split(/^##### /m)
    .slice(1)
    .map((block) => {
      const between = (from: string, to: string): string =>
        block.slice(block.indexOf(from) + from.length, block.indexOf(to));
      const command = /^\$ kubectl ?(.*)$/m.exec(block)?.[1] ?? '';
      const out = between('--- stdout\n', '--- stderr\n');
      const err = between('--- stderr\n', '--- exit ');
      const code = Number(/--- exit (\d+)/.exec(block)?.[1]);
      return { number: Number.parseInt(block), command, out, err, code };
    });
}

function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|[^\s"'])+/g)].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}
