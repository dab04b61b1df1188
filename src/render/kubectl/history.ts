import type { PodTemplateSpec } from '../../api/pod/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import { Page } from './describe/page.ts';
import { writePodTemplate } from './describe/pod.ts';
import { alignTabs } from './tab-writer.ts';

const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** `kubectl rollout history`: one line for each revision. */
export function tableText(revisions: readonly { readonly revision: number; readonly set: ReplicaSet }[]): string {
  const lines = revisions.map(
    ({ revision, set }) => `${revision}\t${set.metadata.annotations?.[CHANGE_CAUSE] ?? '<none>'}`,
  );
  return alignTabs(['REVISION\tCHANGE-CAUSE', ...lines, ''].join('\n'));
}

/** `kubectl rollout history --revision`: the pod template of one. */
export function templateText(template: PodTemplateSpec): string {
  const page = new Page();
  writePodTemplate(page, template);
  return page.toString();
}
