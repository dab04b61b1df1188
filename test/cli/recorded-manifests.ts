import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run.ts';

/** A manifest, most often a bad one, and what a real kubectl and API server said to it. */
export interface RecordedManifest extends Outcome {
  readonly title: string;
  readonly files: readonly (readonly [name: string, text: string])[];
  /** Manifests that were applied before. */
  readonly before: readonly string[];
  /** What stands behind `kubectl`. */
  readonly words: readonly string[];
}

/** What one case had on standard input. */
export const PORT_0 = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: bad\nspec:\n  ports:\n  - port: 0\n';

/** Returns the blocks of the recording of 184 manifests. */
export function recordedManifests(): RecordedManifest[] {
  return read(readFileSync(join(import.meta.dirname, '../recordings/general/validation.txt'), 'utf8'));
}

function read(text: string): RecordedManifest[] {
  return text
    .split(/^##### \d+\. /m)
    .slice(1)
    .map((block) => {
      const [title = ''] = block.split('\n');
      const sections = [...block.matchAll(/^--- (\S+)(?: (.*))?\n([^]*?)(?=^--- |$(?![^]))/gm)];
      const textOf = (name: string): string => sections.find(([, kind]) => kind === name)?.[3] ?? '';
      return {
        title,
        files: sections
          .filter(([, kind]) => kind === 'manifest')
          .map(([, , name = '', body = '']) => [name, body] as const),
        before: sections.filter(([, kind]) => kind === 'applied').map(([, , , body = '']) => body),
        words: wordsOf(textOf('command')),
        out: textOf('stdout'),
        err: textOf('stderr'),
        code: Number(sections.find(([, kind]) => kind === 'exit')?.[2] ?? 0),
      };
    });
}

function wordsOf(command: string): string[] {
  const line = command.trim().split('\n').at(-1) ?? '';
  return line
    .replace(/ \(manifest.*/, '')
    .split(' ')
    .slice(1);
}
