import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { blocks, recorded, RECORDINGS, scenarios } from '../../discovery/recording.ts';

/**
 * The real nslookup, with the recorded pod's resolv.conf, in a network of its own where `dns serve` has the cluster DNS address:
 * what it prints must be what it printed when it asked the real CoreDNS. Needs root, unshare and bind9-dnsutils.
 */
const root = join(import.meta.dirname, '..', '..', '..');
const bin = join(root, 'bin', 'kubesim.js');
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-nslookup-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const able =
  process.getuid?.() === 0 &&
  existsSync(join(root, 'dist')) &&
  spawnSync('unshare', ['-mn', 'nslookup', '-version']).status === 0;

describe.skipIf(!able)('the real nslookup against dns serve', () => {
  for (const scenario of scenarios('1.36', 'nslookup.txt')) {
    test(scenario, () => {
      const state = join(scratch, `${scenario}.json`);
      execFileSync('node', [bin, '--state', state, 'import', '-f', join(RECORDINGS, '1.36', scenario, 'cluster.yaml')]);
      const cases = blocks(recorded('1.36', scenario, 'nslookup.txt'), '$ ');
      const script = [
        'ip link set lo up; ip addr add 10.96.0.10/32 dev lo; mount --make-rprivate /',
        `node ${bin} --state ${state} dns serve --address 10.96.0.10 --port 53 2>/dev/null & server=$!`,
        'for i in $(seq 100); do dig +short +tries=1 +time=1 @10.96.0.10 cluster.local SOA | grep -q hostmaster && break; sleep 0.1; done',
        ...cases.map(({ title }) => {
          const [, namespace = '', command = ''] = /^\[(\S+)\] (.*)$/.exec(title) ?? [];
          const file = join(scratch, `resolv-${namespace}`);
          writeFileSync(
            file,
            `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
          );
          const quiet = `mount --bind ${file} /etc/resolv.conf; ${command}; code=$?; umount /etc/resolv.conf`;
          return `echo '$ ${title}'; ${quiet}; echo "# exit $code"`;
        }),
        'kill $server',
      ].join('\n');
      const { stdout } = spawnSync('unshare', ['-mn', 'bash', '-c', script], { encoding: 'utf8', timeout: 50_000 });
      const whole = (text: string): string[] => text.split('\n').filter((line) => line !== '');
      expect(whole(stdout)).toEqual(whole(recorded('1.36', scenario, 'nslookup.txt')));
    });
  }
});
