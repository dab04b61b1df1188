import type { KubeObject, LabelSelector } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { inNamespace } from '../../cluster/lookup.ts';
import { matchesLabels, matchesMap, requirementsOf } from '../../cluster/selector/label-selector.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { getNamed } from './find.ts';
import { namespaceOf } from './options.ts';
import { resourceType } from './resource-type.ts';

/** The pod that `web-x2x9k`, `pod/web-x2x9k`, `deploy/web` or `svc/web` means: of several the first. Throws StatusError. */
export function podOf(context: CommandContext, cluster: Cluster, text: string): Pod {
  const pods = podsOf(context, cluster, text);
  const first = pods.find(({ status }) => status?.phase === 'Running') ?? pods[0];
  if (!first) throw new UserError(`timed out waiting for the condition: no pod of ${text} is there`, 1);
  return first;
}

/** All the pods that it means. Throws StatusError. */
export function podsOf(context: CommandContext, cluster: Cluster, text: string): readonly Pod[] {
  const [type, name] = text.includes('/')
    ? [text.slice(0, text.indexOf('/')), text.slice(text.indexOf('/') + 1)]
    : ['pod', text];
  const of = resourceType(type);
  const namespace = namespaceOf(context);
  const object = getNamed(cluster, of, name, { namespace });
  if (object.kind === 'Pod') return [object as Pod];
  return (inNamespace(cluster, 'pods', namespace) as readonly Pod[]).filter((pod) => isSelected(object, pod));
}

function isSelected(owner: KubeObject, { metadata }: Pod): boolean {
  const { selector } = (owner['spec'] ?? {}) as { selector?: LabelSelector | Record<string, string> };
  if (owner.kind === 'Service') return matchesMap(selector as Record<string, string> | undefined, metadata.labels);
  const requirements = requirementsOf(selector as LabelSelector | undefined);
  return requirements !== undefined && matchesLabels(requirements, metadata.labels);
}
