import { describe, expect, test } from 'vitest';
import { terminal } from './run.ts';

const TYPO =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selecter:\n    app: web\n  ports:\n  - port: 80\n';
const SERVICE = TYPO.replace('  selecter:\n    app: web\n', '');
const REFUSED = 'strict decoding error: unknown field "spec.selecter"';
const WARNED = 'Warning: unknown field "spec.selecter"\n';

/** What a real kubectl 1.32 does with a misspelt field in each mode. */
const MODES: readonly (readonly [option: readonly string[], code: number, err: string])[] = [
  [[], 1, REFUSED],
  [['--validate'], 1, REFUSED],
  [['--validate=true'], 1, REFUSED],
  [['--validate=strict'], 1, REFUSED],
  [['--validate=warn'], 0, WARNED],
  [['--validate=false'], 0, ''],
  [['--validate=ignore'], 0, ''],
  [['--validate=0'], 0, ''],
  [['--validate=foo'], 1, 'invalid - validate option "foo"; must be one of: strict (or true), warn, ignore (or false)'],
];

describe.each([
  ['create', 'created', false],
  ['apply', 'created', false],
  ['apply', 'configured', true],
  ['replace', 'replaced', true],
] as const)('%s: %s', (command, done, exists) => {
  test.each(MODES)('%j ends with %i', async (option, code, err) => {
    const shell = terminal();
    await shell.run('cluster', 'init');
    if (exists) await shell.feed(SERVICE.replace('80', '81'), 'apply', '-f', '-');
    const outcome = await shell.feed(TYPO, command, ...option, '-f', '-');
    expect(outcome).toMatchObject({ code, out: code === 0 ? `service/web ${done}\n` : '' });
    if (code === 0) expect(outcome.err).toBe(err);
    else expect(outcome.err).toContain(err);
    expect((await shell.run('get', 'svc', 'web', '-o', 'yaml')).out).not.toMatch(/^ {2}selecter:/m);
  });
});
