import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decodeObject } from '../../src/api/decode.ts';
import { defaulted } from '../../src/api/defaults.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { validateCreate } from '../../src/api/validation.ts';

const RECORDINGS = new URL('../recordings/1.36/', import.meta.url);

function dumpOf(scenario: string): KubeObject[] {
  return ['cluster.yaml', 'endpoints.yaml'].flatMap(
    (file) =>
      (parse(readFileSync(new URL(`${scenario}/${file}`, RECORDINGS), 'utf8')) as { items: KubeObject[] }).items,
  );
}

describe.each(readdirSync(RECORDINGS))('what a real API server answered in %s', (scenario) => {
  const objects = dumpOf(scenario);

  it('is known to the last field and written back the same', () => {
    for (const object of objects) {
      const decoded = decodeObject(object, object.kind);
      expect(decoded?.error).toBeUndefined();
      expect(decoded?.unknown).toEqual([]);
      expect(decoded?.object).toEqual(object);
    }
  });

  it('has its defaults and is valid', () => {
    for (const object of objects) {
      expect(defaulted(object)).toEqual(object);
      expect(validateCreate(object)).toEqual([]);
    }
  });
});
