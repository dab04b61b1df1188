import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { decodeObject } from '../../src/api/decode.ts';
import { defaulted } from '../../src/api/defaults.ts';
import { invalidStatus } from '../../src/api/field-error.ts';
import { invalidText } from '../../src/api/invalid-text.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { resource } from '../../src/api/resource.ts';
import { unifiedDiff } from '../../src/api/unified-diff.ts';
import { validateUpdate } from '../../src/api/validation.ts';
import { recordedBlocks } from './validation-recording.ts';

function stored(manifest: string): KubeObject {
  const value = parse(manifest) as KubeObject;
  Object.assign(value.metadata, { namespace: 'default', uid: 'u', resourceVersion: '1' });
  return defaulted(decodeObject(value, value.kind)?.object ?? value);
}

it.each(recordedBlocks().filter(({ number }) => [115, 116, 126, 144].includes(number)))(
  '$number. $title',
  ({ before, manifest, stderr }) => {
    const next = stored(manifest);
    const errors = validateUpdate(next, stored(before ?? ''));
    const of = resource({ Pod: 'pods', Deployment: 'deployments', EndpointSlice: 'endpointslices' }[next.kind] ?? '');
    const text = errors.length > 0 ? `${invalidText(invalidStatus(of, next.metadata.name, errors).details)}\n` : '';
    expect(text).toBe(stderr);
  },
);

it('shows changes with three lines around them, far ones apart', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const changed = lines.map((line, i) => (i === 2 || i === 20 ? `${line}!` : line));
  expect(unifiedDiff(lines.join('\n'), changed.join('\n'))).toBe(
    [
      '@@ -1,6 +1,6 @@',
      ' line 0',
      ' line 1',
      '-line 2',
      '+line 2!',
      ' line 3',
      ' line 4',
      ' line 5',
      '@@ -18,7 +18,7 @@',
      ' line 17',
      ' line 18',
      ' line 19',
      '-line 20',
      '+line 20!',
      ' line 21',
      ' line 22',
      ' line 23',
      '',
    ].join('\n'),
  );
  expect(unifiedDiff('same', 'same')).toBe('');
});
