import type { Pod } from '../../api/pod/type.ts';
import { items, fields, text } from '../../api/go-value.ts';
import type { CommandContext } from '../command.ts';

/** Names of all containers of a pod, as kubectl lists what it could have taken: `web, shell (ephem), setup (init)`. */
export function allContainerNames({ spec }: Pod): string {
  const names = (list: string, mark: string): string[] =>
    items(fields(spec)[list]).map((container) => `${text(fields(container)['name'])}${mark}`);
  return [...names('containers', ''), ...names('ephemeralContainers', ' (ephem)'), ...names('initContainers', ' (init)')].join(', '); // prettier-ignore
}

/** Tells which container was taken where the pod has several and none was named. */
export function warnOfDefault(context: CommandContext, pod: Pod, container: string): void {
  const all = allContainerNames(pod);
  if (all.includes(',')) context.io.err(`Defaulted container ${JSON.stringify(container)} out of: ${all}\n`);
}
