import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf, TOOLS, transcribed, transcript, TRANSCRIPTS, type Printed } from '../../render/dns/transcript.ts';

/**
 * The real nslookup, dig, host, busybox and getent against `dns serve`, in a network of its own where that has the cluster DNS address: they must print
 * what the transcripts say. `UPDATE_TRANSCRIPTS=1` writes those anew. Needs root, unshare and bind9-dnsutils 9.18; busybox 1.35 where
 * it is there.
 */
const root = join(import.meta.dirname, '..', '..', '..');
const bin = join(root, 'bin', 'kubesim.js');
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-bind-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const version = spawnSync('unshare', ['-mn', 'dig', '-v'], { encoding: 'utf8' });
const able = process.getuid?.() === 0 && existsSync(join(root, 'dist')) && /DiG 9\.18/.test(version.stderr ?? '');

describe.skipIf(!able)('the real tools against dns serve', () => {
  const here = TOOLS.filter((tool) => spawnSync('which', [tool]).status === 0);
  const titles = here.flatMap(transcribed);
  let printed: Printed[] = [];

  beforeAll(() => {
    const state = join(scratch, 'state.json');
    execFileSync('node', [bin, '--state', state, 'import', '-f', join(TRANSCRIPTS, 'cluster.yaml')]);
    const commands = titles.map(({ title }) => ({ ...commandOf(title), tool: title.split(' ')[1] }));
    writeFileSync(join(scratch, 'commands.json'), JSON.stringify(commands));
    writeFileSync(join(scratch, 'ask.cjs'), ASK);
    const script = [
      'ip link set lo up; ip addr add 10.96.0.10/32 dev lo; mount --make-rprivate /',
      `node ${bin} --state ${state} dns serve --address 10.96.0.10 --port 53 >/dev/null 2>&1 & server=$!`,
      'for i in $(seq 100); do dig +short +tries=1 +time=1 @10.96.0.10 cluster.local SOA | grep -q hostmaster && break; sleep 0.1; done',
      `printf '127.0.0.1\\tlocalhost\\n::1\\tlocalhost ip6-localhost ip6-loopback\\n' > ${scratch}/hosts; mount --bind ${scratch}/hosts /etc/hosts`,
      `touch ${scratch}/resolv; mount --bind ${scratch}/resolv /etc/resolv.conf; node ${scratch}/ask.cjs ${scratch}; kill $server`,
    ].join('\n');
    spawnSync('unshare', ['-mn', 'bash', '-c', script], { timeout: 100_000 });
    printed = JSON.parse(readFileSync(join(scratch, 'printed.json'), 'utf8')) as Printed[];
    if (process.env['UPDATE_TRANSCRIPTS'] === undefined) return;
    for (const tool of here) {
      const own = titles.flatMap(({ title }, i) => (title.split(' ')[1] === tool ? [`$ ${title}`, ...transcript(printed[i] as Printed)] : [])); // prettier-ignore
      writeFileSync(join(TRANSCRIPTS, `${tool}.txt`), `${own.join('\n')}\n`);
    }
  }, 120_000);

  for (const [index, { title }] of titles.entries()) {
    test(title, () => {
      const tool = TOOLS.find((one) => title.split(' ')[1] === one) ?? 'dig';
      const said = transcribed(tool).find((block) => block.title === title);
      expect(transcript(printed[index] as Printed)).toEqual(said?.lines);
    });
  }
});

/** Runs in the network: one command after the other, each with its namespace's resolv.conf. */
const ASK = `
const { spawnSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const folder = process.argv[2];
const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'UTC', HOME: folder };
const printed = JSON.parse(readFileSync(folder + '/commands.json', 'utf8')).map(({ namespace, tool, words }) => {
  const search = [namespace + '.svc.cluster.local', 'svc.cluster.local', 'cluster.local'].join(' ');
  writeFileSync(folder + '/resolv', 'search ' + search + '\\nnameserver 10.96.0.10\\noptions ndots:5\\n');
  const { stdout, stderr, status } = spawnSync(tool, words, { encoding: 'utf8', timeout: 20000, input: '', env });
  return { stdout, stderr, exitCode: status };
});
writeFileSync(folder + '/printed.json', JSON.stringify(printed));
`;
