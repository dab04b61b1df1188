import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { takeTerminal } from '../../src/tui/terminal.ts';

const written = vi.hoisted((): string[] => []);
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  writeSync: (_: number, text: string) => written.push(text),
}));

describe('the terminal', () => {
  it('is given back once, after whatever draws has stopped', () => {
    for (const how of ['quit', 'crash', 'exit'] as const) {
      written.length = 0;
      const before = process.listenerCount('SIGTERM');
      const stop = vi.fn(() => expect(written.join('')).not.toContain('\u001b[?1049l'));
      const restore = takeTerminal(stop);
      expect(written.join('')).toContain('\u001b[?1049h');
      const listener = process.rawListeners(how === 'crash' ? 'uncaughtExceptionMonitor' : 'exit').at(-1) as () => void;
      if (how !== 'quit') listener();
      restore();
      restore();
      expect(stop).toHaveBeenCalledTimes(1);
      expect(written.filter((text) => text.includes('\u001b[?1049l'))).toHaveLength(1);
      expect(process.listenerCount('SIGTERM')).toBe(before);
    }
  });
});

const root = join(import.meta.dirname, '..', '..');
const program = `node ${join(root, 'bin', 'kubesim.js')}`;
const scratch = mkdtempSync(join(tmpdir(), 'kubesim-tui-'));
// In CI too, somebody may sit at a terminal.
const env = { ...process.env, KUBESIM_STATE: join(scratch, 'state.json'), CI: 'true', TERM: 'xterm-256color' };
const hasTmux = spawnSync('tmux', ['-V']).status === 0;

describe('without a terminal', () => {
  it('--step says what to do instead', () => {
    const done = spawnSync('bash', ['-c', `${program} trace --step tcp 10.96.0.10 80 </dev/null`], { env, encoding: 'utf8' }); // prettier-ignore
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('--step needs a terminal');
    expect(done.stdout).toBe('');
  });

  it('neither does tui draw, and it names other commands', () => {
    const done = spawnSync('bash', ['-c', `${program} tui </dev/null`], { env, encoding: 'utf8' });
    expect(done.status).toBe(2);
    expect(done.stderr).toContain('tui needs a terminal');
    expect(done.stderr).toContain('kubesim why');
    expect(done.stdout).toBe('');
  });
});

describe.skipIf(!hasTmux)(`in a real terminal${hasTmux ? '' : ' (no tmux here)'}`, () => {
  const tmux = (...words: string[]): string => execFileSync('tmux', ['-S', join(scratch, 'tmux'), '-f', '/dev/null', ...words], { env, encoding: 'utf8' }); // prettier-ignore
  const shown = (): string => tmux('capture-pane', '-p', '-t', 'test');
  const type = (text: string): string => tmux('send-keys', '-t', 'test', ...text.split(' '));
  const command = (text: string): string => tmux('send-keys', '-t', 'test', text, 'Enter');
  const until = (wanted: RegExp): Promise<string> => vi.waitFor(() => (expect(shown()).toMatch(wanted), shown()), { timeout: 20_000, interval: 100 }); // prettier-ignore

  beforeAll(() => {
    execFileSync('bash', ['-c', `${program} apply -f fixtures/quickstart`], { cwd: root, env });
    tmux('new-session', '-d', '-s', 'test', '-x', '80', '-y', '24', 'bash --norc --noprofile');
    command(`PS1='ready> '; cd ${root}; clear`);
  });
  afterAll(() => {
    tmux('kill-server');
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });

  it('walks, follows a resize, and gives the screen back', async () => {
    await until(/^ready>/);
    command(`echo something before; ${program} trace --step curl 10.96.0.10:8090; echo "ended with $?"`);
    expect(await until(/step 1 of/)).not.toContain('something before');
    type('n n n Down');
    await until(/step 5 of[^]*after {3}10\.244\.1\.254:49152 -> 10\.244\.\d\.\d:80/);
    tmux('resize-window', '-t', 'test', '-x', '50', '-y', '16');
    expect((await until(/┄{50}/)).split('\n')[1]).toContain('step 5 of');
    tmux('resize-window', '-t', 'test', '-x', '80', '-y', '24');
    await until(/─{80}/);
    type('q');
    const after = await until(/ended with 0/);
    expect(after).toContain('something before');
    expect(after).not.toContain('step 5 of');
    expect(tmux('display', '-p', '-t', 'test', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
  });

  it.each([
    ['TERM', 143],
    ['INT', 130],
    ['HUP', 129],
  ])('gives it back on SIG%s too, and the keyboard echoes again', async (signal, code) => {
    command(`clear; NO_COLOR=1 ${program} trace --step curl 10.96.0.10:8090; echo "ended with $?"`);
    await until(/step 1 of/);
    // eslint-disable-next-line no-control-regex
    expect(tmux('capture-pane', '-p', '-e', '-t', 'test')).not.toMatch(/\u001b\[(?:[0-9;]*;)?[349][0-7]m/);
    const shell = tmux('display', '-p', '-t', 'test', '#{pane_pid}').trim();
    const child = execFileSync('pgrep', ['-P', shell], { encoding: 'utf8' }).trim().split('\n')[0] ?? '';
    process.kill(Number(child), `SIG${signal}`);
    await until(new RegExp(`ended with ${code}`));
    expect(tmux('display', '-p', '-t', 'test', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
    command('echo typed $((20+22))');
    await until(/echo typed \$\(\(20\+22\)\)[^]*typed 42/);
  });

  it('goes from the Services into a trace and back, reads the state again, and leaves', async () => {
    command(`clear; echo something before; ${program} tui; echo "ended with $?"`);
    expect(await until(/> +default +kubernetes/)).not.toContain('something before');
    type('/ w e b Enter');
    await until(/1 of \d+ Services[^]*default +web +ClusterIP +10\.96\.0\.10 +8090 +3\/3/);
    type('Enter');
    await until(/> a throwaway pod on node1/);
    type('Enter Enter');
    await until(/tcp web 8090 +from pod throwaway[^]*step 1 of/);
    type('n q');
    await until(/> tcp web 8090 +\(by name/);
    type('q q Escape');
    await until(/^\d+ Services/);
    execFileSync('bash', ['-c', `${program} create service clusterip lonely --tcp=80:8080`], { cwd: root, env });
    type('r');
    await until(/✗ default +lonely[^]*read again/);
    tmux('resize-window', '-t', 'test', '-x', '50', '-y', '16');
    await until(/^─{50}$/m);
    tmux('resize-window', '-t', 'test', '-x', '80', '-y', '24');
    await until(/^─{80}$/m);
    type('q');
    expect(await until(/ended with 0/)).toContain('something before');
    expect(tmux('display', '-p', '-t', 'test', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
    command(`clear; TERM=dumb ${program} tui; echo "ended with $?"`);
    await until(/tui needs a terminal[^]*ended with 2/);
  });
});
