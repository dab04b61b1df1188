import { expect, test } from 'vitest';
import { terminal } from './run.ts';

test.each(['1.36', 'v1.36.2', '1.20', '1.19'])('%s is shown as it is, without a word', async (version) => {
  const { err, code } = await terminal().run('--kube-version', version, 'iptables-save');
  expect({ err, code }).toEqual({ err: '', code: 0 });
});

test.each([
  ['1.18', '1.20'],
  ['1.28.4', '1.36'],
])('of %s it says that the rules are those of %s', async (version, shown) => {
  const { err, out, code } = await terminal().run('--kube-version', version, 'iptables-save');
  expect(err).toContain(`it shows those of ${shown}`);
  expect(code).toBe(0);
  const rules = (text: string): string[] => text.split('\n').filter((line) => !line.startsWith('#'));
  expect(rules(out)).toEqual(rules((await terminal().run('--kube-version', shown, 'iptables-save')).out));
});

test('what is no version is refused', async () => {
  const { err, code } = await terminal().run('--kube-version', 'newest', 'iptables-save');
  expect({ err, code }).toEqual({ err: expect.stringContaining('Give 1.36 or 1.20.'), code: 2 });
});
