import { stat } from 'node:fs/promises';
import type { KubeObject } from '../../api/meta.ts';
import { keyOf, type Cluster } from '../../cluster/cluster.ts';
import type { CommandContext } from '../command.ts';
import { openCluster } from '../workspace.ts';

/** How often the state is looked at. */
const PAUSE = 200;

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/**
 * Follows what `select` picks, beginning behind `before`: whenever the state changes, tells what was added, modified and
 * deleted. Ends when `told` returns false; until then it runs until the process is stopped.
 */
export async function follow(
  context: CommandContext,
  before: readonly KubeObject[],
  select: (cluster: Cluster) => readonly KubeObject[],
  told: (changes: readonly Change[], cluster: Cluster) => boolean | Promise<boolean>,
): Promise<void> {
  let known = byKey(before);
  let written = await lastWrite(context);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    const now = await lastWrite(context);
    if (now === written) continue;
    written = now;
    const cluster = await openCluster(context);
    const next = byKey(select(cluster));
    const changes = differences(known, next);
    known = next;
    if (changes.length > 0 && !(await told(changes, cluster))) return;
  }
}

/** What happened between two moments, in the order of the objects. */
export function differences(before: ReadonlyMap<string, KubeObject>, after: ReadonlyMap<string, KubeObject>): Change[] {
  const gone = [...before]
    .filter(([key]) => !after.has(key))
    .map(([, object]): Change => ({ type: 'DELETED', object }));
  const here = [...after].flatMap(([key, object]): Change[] => {
    const known = before.get(key);
    if (!known) return [{ type: 'ADDED', object }];
    return known.metadata.resourceVersion === object.metadata.resourceVersion ? [] : [{ type: 'MODIFIED', object }];
  });
  return [...gone, ...here];
}

function byKey(objects: readonly KubeObject[]): Map<string, KubeObject> {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

async function lastWrite({ store }: CommandContext): Promise<string> {
  try {
    const { mtimeMs, ino } = await stat(store.location);
    return `${ino}/${mtimeMs}`;
  } catch {
    return '';
  }
}
