import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import { printedName, resource, resourceOfKind } from '../../src/api/resource.ts';
import { labelsText, type RowContext } from '../../src/api/column.ts';
import { tableOf } from '../../src/api/table.ts';

const RECORDINGS = new URL('../recordings/', import.meta.url);
const VERSIONS = ['1.20', '1.36'] as const;

/** Which resources a recorded file lists, and how. */
const FILES: Record<string, { plurals: string[]; wide?: boolean; all?: boolean; prefix?: boolean; labels?: boolean }> =
  {
    'get-all.txt': { plurals: ['pods', 'services', 'daemonsets', 'deployments', 'replicasets'], prefix: true },
    'get-deploy.txt': { plurals: ['deployments', 'replicasets'], wide: true, all: true, prefix: true },
    'get-ep.txt': { plurals: ['endpoints'], all: true },
    'get-nodes-wide.txt': { plurals: ['nodes'], wide: true },
    'get-pods-labels.txt': { plurals: ['pods'], labels: true },
    'get-pods-wide.txt': { plurals: ['pods'], wide: true, all: true },
    'get-slices.txt': { plurals: ['endpointslices'], all: true },
    'get-svc-wide.txt': { plurals: ['services'], wide: true, all: true },
    'get-svc.txt': { plurals: ['services'], all: true },
  };

function dumpOf(version: string, scenario: string): KubeObject[] {
  const read = (file: string): KubeObject[] =>
    (parse(readFileSync(new URL(`${version}/${scenario}/${file}`, RECORDINGS), 'utf8')) as { items: KubeObject[] })
      .items;
  const objects = [...read('cluster.yaml'), ...read('endpoints.yaml')];
  return [...new Map(objects.map((o) => [`${o.kind} ${o.metadata.namespace} ${o.metadata.name}`, o])).values()];
}

/** The table without ages, a line an array of cells. */
function rowsOf(objects: KubeObject[], plural: string, how: (typeof FILES)[string], context: RowContext): string[][] {
  const found = objects
    .filter(
      (o) =>
        resourceOfKind(o.kind)?.plural === plural && (how.all || (o.metadata.namespace ?? 'default') === 'default'),
    )
    .sort((a, b) =>
      `${a.metadata.namespace}/${a.metadata.name}` < `${b.metadata.namespace}/${b.metadata.name}` ? -1 : 1,
    );
  if (found.length === 0) return [];
  const { columns, row } = tableOf(plural);
  const shown = columns
    .map((column, i) => ({ column, i }))
    .filter(({ column }) => column.name !== 'Age' && (how.wide || column.priority === 0));
  const header = [
    ...(how.all ? ['NAMESPACE'] : []),
    ...shown.map(({ column }) => column.name.toUpperCase()),
    ...(how.labels ? ['LABELS'] : []),
  ];
  return [
    header,
    ...found.map((object) => {
      const cells = row(object, context);
      const name = how.prefix ? printedName(resource(plural), object.metadata.name) : object.metadata.name;
      const own = shown.map(({ column, i }) => (column.name === 'Name' ? name : String(cells[i])));
      return [
        ...(how.all ? [object.metadata.namespace ?? ''] : []),
        ...own,
        ...(how.labels ? [labelsText(object.metadata.labels)] : []),
      ];
    }),
  ];
}

/** The recorded lines as cells, without the AGE column. */
function recordedRows(text: string): string[][] {
  let ageAt = -1;
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '' && !line.startsWith('Warning: ') && !line.startsWith('No resources'))
    .map((line) => {
      const cells = line.trimEnd().split(/ {2,}/);
      if (cells.includes('AGE')) ageAt = cells.indexOf('AGE');
      return cells.filter((_, i) => i !== ageAt);
    });
}

for (const version of VERSIONS) {
  for (const scenario of readdirSync(new URL(version, RECORDINGS))) {
    describe(`tables of ${version}/${scenario}`, () => {
      const objects = dumpOf(version, scenario);
      for (const [file, how] of Object.entries(FILES)) {
        // The dumps of 1.20 carry no slices.
        if (version === '1.20' && file === 'get-slices.txt') continue;
        it(file, () => {
          const text = readFileSync(new URL(`${version}/${scenario}/${file}`, RECORDINGS), 'utf8');
          const context = { now: 0, kubeVersion: version };
          expect(how.plurals.flatMap((plural) => rowsOf(objects, plural, how, context))).toEqual(recordedRows(text));
        });
      }
    });
  }
}
