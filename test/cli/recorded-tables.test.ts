import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { terminal } from './run.ts';

/** Dumps of real clusters, imported, against what kubectl showed of those clusters. Ages aside. */
const recordings = join(import.meta.dirname, '../recordings');
const scenarios = ['1.36', '1.20'].flatMap((version) =>
  readdirSync(join(recordings, version)).map((name) => ({ version, name, folder: join(recordings, version, name) })),
);

describe.each(scenarios)('$version $name', ({ version, folder }) => {
  // An hour after the recordings.
  const shell = terminal({ SOURCE_DATE_EPOCH: '1795326084' });
  const ready = shell.run('import', '-f', join(folder, 'cluster.yaml'));
  const files = readdirSync(folder).filter((file) => /^(get-.*|describe-svc)\.txt$/.test(file));

  test.each(files.filter((file) => isComparable(version, file)))('%s', async (file) => {
    expect((await ready).code).toBe(0);
    const [command = '', ...lines] = readFileSync(join(folder, file), 'utf8').split('\n');
    const { out, err, code } = await shell.run(...command.replace('$ kubectl ', '').split(' '));
    expect(code).toBe(0);
    expect(settled(`${out}${err}`.split('\n'))).toEqual(settled(lines));
  });
});

/** 1.20 dumps lack slices, whose names are chance; its descriptions have events that no dump has. */
function isComparable(version: string, file: string): boolean {
  return version !== '1.20' || (file !== 'get-slices.txt' && file !== 'describe-svc.txt');
}

function settled(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#') && !line.startsWith('Warning:'))
    .map((line) =>
      line
        .replace(/\b(\d+[smhdy])+\b|<unknown>/g, 'AGE')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}
