import { apiVersionOf, RESOURCES, type Resource } from '../../../api/resource.ts';
import { groupOf, isInAll, SERVED } from '../../../api/served.ts';

/** What a whole cluster serves and of which a simulated one keeps nothing: clients may look, and find none. */
const ABSENT: ReadonlyMap<string, readonly Resource[]> = absentKinds();

function absentKinds(): Map<string, Resource[]> {
  const kept = new Set(RESOURCES.map((of) => `${apiVersionOf(of)} ${of.plural}`)).add('events.k8s.io/v1 events');
  const found = new Map<string, Resource[]>();
  for (const served of SERVED) {
    const { plural, kind, apiVersion, namespaced, shortNames } = served;
    if (kept.has(`${apiVersion} ${plural}`)) continue;
    const of: Resource = {
      plural,
      singular: kind.toLowerCase(),
      kind,
      group: groupOf(served),
      version: apiVersion.split('/').at(-1) ?? '',
      namespaced,
      shortNames,
      inAll: isInAll(served),
    };
    found.set(apiVersion, [...(found.get(apiVersion) ?? []), of]);
  }
  return found;
}

/** The kinds of a group and version that are served and never there. */
export function absentIn(groupVersion: string): readonly Resource[] {
  return ABSENT.get(groupVersion) ?? [];
}
