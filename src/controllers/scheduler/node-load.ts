import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import { isTerminal } from '../pod-state.ts';
import { controllerOf } from '../writes.ts';

/** How many pods stand on which node, in all and of one owner, and which host ports they hold. */
export class NodeLoad {
  readonly #all = new Map<string, number>();
  readonly #byOwner = new Map<string, Map<string, number>>();
  readonly #ports = new Map<string, Set<string>>();

  constructor(pods: Iterable<Pod>) {
    for (const pod of pods) if (pod.spec.nodeName && !isTerminal(pod)) this.add(pod);
  }

  add(pod: Pod): void {
    const node = pod.spec.nodeName ?? '';
    increment(this.#all, node);
    const owner = controllerOf(pod);
    if (owner) {
      let counts = this.#byOwner.get(owner.uid);
      if (!counts) this.#byOwner.set(owner.uid, (counts = new Map()));
      increment(counts, node);
    }
    for (const port of hostPorts(pod)) {
      let taken = this.#ports.get(node);
      if (!taken) this.#ports.set(node, (taken = new Set()));
      taken.add(port);
    }
  }

  /** Whether a host port that the pod wants is held by a pod of the node. */
  portsTaken(pod: Pod, node: Node): boolean {
    const taken = this.#ports.get(node.metadata.name);
    return taken !== undefined && hostPorts(pod).some((port) => taken.has(port));
  }

  /** The node with the fewest pods of the owner, then the fewest pods, then the first; undefined for no nodes. */
  leastLoaded(nodes: readonly Node[], owner: string | undefined): Node | undefined {
    const own = owner === undefined ? undefined : this.#byOwner.get(owner);
    let best: Node | undefined;
    let bestOwn = Infinity;
    let bestAll = Infinity;
    for (const node of nodes) {
      const { name } = node.metadata;
      const [ofOwner, all] = [own?.get(name) ?? 0, this.#all.get(name) ?? 0];
      if (ofOwner > bestOwn || (ofOwner === bestOwn && all >= bestAll)) continue;
      [best, bestOwn, bestAll] = [node, ofOwner, all];
    }
    return best;
  }
}

function hostPorts(pod: Pod): string[] {
  return pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) => (hostPort ? [`${protocol}/${hostPort}`] : [])),
  );
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
