import { expect, test } from 'vitest';
import { reachMatrix } from '../../../src/diagnose/matrix.ts';
import { initCluster } from '../../../src/controllers/bootstrap/init.ts';
import { seededRandom } from '../../../src/net/random.ts';
import { matrixBox } from '../../../src/render/diagnose/matrix-box.ts';
import { matrixTable } from '../../../src/render/diagnose/matrix.ts';
import { PLAIN } from '../../../src/render/trace/paint.ts';

const cluster = initCluster({}, { now: Date.UTC(2026, 0, 1), random: seededRandom('box') });
const matrix = reachMatrix(cluster, { namespace: undefined, pods: 'each', now: 1_767_225_600 });

test('the drawn table holds what the plain one holds', async () => {
  const box = await matrixBox(matrix, 200, PLAIN);
  const words = (text: string): string[] => text.split(/[^\w./:()-]+/).filter(Boolean).sort(); // prettier-ignore
  expect(words(box)).toEqual(words(matrixTable(matrix)));
  expect(box).toMatch(/^┌─.*┐\n│ SERVICE/);
});

test('it keeps to the width of the terminal', async () => {
  for (const columns of [60, 80, 120]) {
    const table = (await matrixBox(matrix, columns, PLAIN)).split('\n').filter((line) => /^[┌│├└]/.test(line));
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});
