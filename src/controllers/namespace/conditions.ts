import type { Condition, KubeObject } from '../../api/meta.ts';
import type { Resource } from '../../api/resource.ts';

/** Objects that are still in a namespace which is being deleted. */
export interface Remaining {
  readonly of: Resource;
  readonly objects: readonly KubeObject[];
}

/** What the namespace controller says about the deletion so far (upstream's namespaceConditionUpdater). */
export function deletionConditions(
  before: readonly Condition[] | undefined,
  remaining: readonly Remaining[],
  stamp: string,
): Condition[] {
  const finalizers = finalizersIn(remaining);
  const kinds = remaining.map(({ of, objects }) => `${of.plural}.${of.group} has ${objects.length} resource instances`);
  const wanted: Condition[] = [
    ok('DiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered'),
    ok('GroupVersionParsingFailure', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    ok('ContentFailure', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${kinds.sort().join(', ')}`,
    },
    finalizers.length === 0
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        },
  ];
  return wanted.map((condition) => {
    const known = before?.find(({ type, status }) => type === condition.type && status === condition.status);
    return { ...condition, lastTransitionTime: known?.lastTransitionTime ?? stamp };
  });
}

function ok(what: string, reason: string, message: string): Condition {
  return { type: `NamespaceDeletion${what}`, status: 'False', reason, message };
}

function finalizersIn(remaining: readonly Remaining[]): string[] {
  const counts = new Map<string, number>();
  for (const { metadata } of remaining.flatMap(({ objects }) => objects)) {
    for (const finalizer of metadata.finalizers ?? []) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  return [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort();
}
