import type { LabelSelector } from '../../api/meta.ts';
import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import { isTerminal } from '../pod-state.ts';
import { matchesSelector } from '../selector.ts';

interface Term {
  labelSelector?: LabelSelector;
  namespaces?: string[];
  namespaceSelector?: LabelSelector;
  topologyKey: string;
}

interface PodAffinity {
  podAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: Term[] };
  podAntiAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: Term[] };
}

/** A place that pods of a term may not share with a pod that stands there. */
interface Refusal {
  readonly term: Term;
  readonly owner: Pod;
  readonly place: string;
}

/**
 * What pods demand of each other before they share a place: required podAffinity and podAntiAffinity (the scheduler's filter
 * plugin InterPodAffinity). Preferences do not count.
 */
export class PodAffinities {
  readonly #nodes: readonly Node[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #pods: Pod[] = [];
  readonly #refusals: Refusal[] = [];

  constructor(nodes: readonly Node[], pods: Iterable<Pod>) {
    this.#nodes = nodes;
    this.#positions = new Map(nodes.map(({ metadata }, position) => [metadata.name, position]));
    for (const pod of pods) if (pod.spec.nodeName && !isTerminal(pod)) this.add(pod);
  }

  /** Takes note of a pod that stands on a node. */
  add(pod: Pod): void {
    this.#pods.push(pod);
    for (const term of antiTerms(pod)) {
      const place = this.#placeOf(pod, term);
      if (place !== undefined) this.#refusals.push({ term, owner: pod, place });
    }
  }

  /** The nodes on which nobody minds the pod, and it finds whom it wants. */
  filter(nodes: readonly number[], pod: Pod): { readonly nodes: readonly number[]; readonly reason: string } {
    let left = nodes;
    let reason = '';
    const narrow = (why: string, keep: (node: Node) => boolean): void => {
      const kept = left.filter((position) => {
        const node = this.#nodes[position];
        return node !== undefined && keep(node);
      });
      if (kept.length === left.length) return;
      left = kept;
      reason ||= why;
    };
    for (const term of terms(pod, 'podAffinity')) {
      const places = this.#placesOf(term, pod);
      // The first of a group that wants its own company may go anywhere.
      if (places.size === 0 && selects(term, pod, pod)) continue;
      narrow("node(s) didn't match pod affinity rules", (node) =>
        places.has(node.metadata.labels?.[term.topologyKey] ?? ''),
      );
    }
    for (const term of antiTerms(pod)) {
      const places = this.#placesOf(term, pod);
      if (places.size === 0) continue;
      narrow(
        "node(s) didn't match pod anti-affinity rules",
        (node) => !places.has(node.metadata.labels?.[term.topologyKey] ?? ''),
      );
    }
    for (const { term, owner, place } of this.#refusals) {
      if (!selects(term, owner, pod)) continue;
      narrow(
        "node(s) didn't satisfy existing pods anti-affinity rules",
        (node) => node.metadata.labels?.[term.topologyKey] !== place,
      );
    }
    return { nodes: left, reason };
  }

  #placesOf(term: Term, asking: Pod): Set<string> {
    const places = new Set<string>();
    for (const pod of this.#pods) {
      const place = selects(term, asking, pod) ? this.#placeOf(pod, term) : undefined;
      if (place !== undefined) places.add(place);
    }
    return places;
  }

  #placeOf(pod: Pod, { topologyKey }: Term): string | undefined {
    return this.#nodes[this.#positions.get(pod.spec.nodeName ?? '') ?? -1]?.metadata.labels?.[topologyKey];
  }
}

/** Whether any of the pods demands something of others at all: most clusters need not look. */
export function hasPodAffinity(pod: Pod): boolean {
  return antiTerms(pod).length > 0 || terms(pod, 'podAffinity').length > 0;
}

function antiTerms(pod: Pod): readonly Term[] {
  return terms(pod, 'podAntiAffinity');
}

function terms(pod: Pod, kind: keyof PodAffinity): readonly Term[] {
  const affinity = pod.spec['affinity'] as PodAffinity | undefined;
  return affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? NONE;
}

const NONE: readonly Term[] = [];

/** Whether a term of `owner` speaks of `pod`. */
function selects({ labelSelector, namespaces, namespaceSelector }: Term, owner: Pod, pod: Pod): boolean {
  const everywhere = namespaceSelector !== undefined && Object.keys(namespaceSelector).length === 0;
  const allowed = namespaces && namespaces.length > 0 ? namespaces : [owner.metadata.namespace ?? ''];
  if (!everywhere && !allowed.includes(pod.metadata.namespace ?? '')) return false;
  return matchesSelector(labelSelector, pod.metadata.labels);
}
