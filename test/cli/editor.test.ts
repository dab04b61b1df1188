import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { terminal } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubesim-editor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the editor is given one file and no other: what edits it in place touches nothing else', async () => {
  const seen = join(folder, 'seen.json');
  const script = 'require("fs").writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))';
  const { run } = terminal({ EDITOR: `'${process.execPath}' -e '${script}' '${seen}'` });
  expect(await run('create', 'configmap', 'settings', '--from-literal=a=1')).toMatchObject({ code: 0 });
  expect(await run('edit', 'configmap', 'settings')).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual([
    expect.stringMatching(/^\/.*kubesim-edit-[^/]+\/[^/]+\.yaml$/),
  ]);
});

test('an editor command with quotes and options changes the mode of kube-proxy', async () => {
  const { run } = terminal({ EDITOR: "sed -i 's/mode: .*/mode: nftables/'" });
  expect(await run('cluster', 'init')).toMatchObject({ code: 0 });
  const { out } = await run('edit', 'configmap', 'kube-proxy', '-n', 'kube-system');
  expect(out).toBe('configmap/kube-proxy edited\n');
  const { out: map } = await run('get', 'configmap', 'kube-proxy', '-n', 'kube-system', '-o', 'yaml');
  expect(map).toContain('mode: nftables');
});
