import type { KubeObject } from '../../../api/meta.ts';
import type { Node } from '../../../api/node/type.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, text, wide, type KindColumns } from './kind.ts';

/** printNode. Since 1.34 the kernel version is followed by the architecture (recorded with 1.36.2; 1.20.2 has it without). */
export const NODE: KindColumns = {
  columns: [
    NAME,
    text('Status'),
    text('Roles'),
    AGE,
    text('Version'),
    wide('Internal-IP'),
    wide('External-IP'),
    wide('OS-Image'),
    wide('Kernel-Version'),
    wide('Container-Runtime'),
  ],
  cells(object: KubeObject, { now, kubeVersion }) {
    const { metadata, spec, status } = object as Node;
    const info = status?.nodeInfo ?? {};
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    const state = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
    if (spec?.unschedulable) state.push('SchedulingDisabled');
    const address = (type: string): string =>
      status?.addresses?.find((found) => found.type === type)?.address ?? '<none>';
    const architecture = info['architecture'];
    const kernel = info['kernelVersion'] || '<unknown>';
    return [
      metadata.name,
      state.join(','),
      nodeRoles(metadata.labels).join(',') || '<none>',
      ageOf(metadata.creationTimestamp, now),
      info['kubeletVersion'] ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      info['osImage'] || '<unknown>',
      architecture && Number(kubeVersion.split('.')[1]) >= 34 ? `${kernel} (${architecture})` : kernel,
      info['containerRuntimeVersion'] || '<unknown>',
    ];
  },
};

/** Roles from `node-role.kubernetes.io/ROLE` and `kubernetes.io/role=ROLE`, sorted. */
export function nodeRoles(labels: Readonly<Record<string, string>> | undefined): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/') && key.length > 24) roles.add(key.slice(24));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}
