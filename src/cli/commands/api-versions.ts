import type { Run } from '../command.ts';
import { SERVED } from '../../api/served.ts';

/** Every group and version; autoscaling has an older one whose resources the newer has too. */
export const run: Run = ({ io }) => {
  const versions = new Set([...SERVED.map(({ apiVersion }) => apiVersion), 'autoscaling/v1']);
  io.out(
    [...versions]
      .sort()
      .map((version) => `${version}\n`)
      .join(''),
  );
  return Promise.resolve(0);
};
