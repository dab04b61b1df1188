import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import { isTerminal } from '../pod-state.ts';
import { controllerOf } from '../writes.ts';

/** How many pods stand on which node, in all and of one owner, and which host ports they hold. Nodes go by their position. */
export class NodeLoad {
  readonly #positions: ReadonlyMap<string, number>;
  readonly #all: Uint32Array;
  readonly #byOwner = new Map<string, Uint32Array>();
  readonly #ports = new Map<number, Set<string>>();
  /** How many pods a node takes; Infinity where it does not say. */
  readonly #capacity: readonly number[];

  constructor(nodes: readonly Node[], pods: Iterable<Pod>) {
    this.#positions = new Map(nodes.map(({ metadata }, position) => [metadata.name, position]));
    this.#all = new Uint32Array(nodes.length);
    this.#capacity = nodes.map(podCapacity);
    for (const pod of pods) if (pod.spec.nodeName && !isTerminal(pod)) this.add(pod);
  }

  add(pod: Pod): void {
    const position = this.#positions.get(pod.spec.nodeName ?? '');
    if (position === undefined) return;
    increment(this.#all, position);
    const owner = controllerOf(pod);
    if (owner) {
      let counts = this.#byOwner.get(owner.uid);
      if (!counts) this.#byOwner.set(owner.uid, (counts = new Uint32Array(this.#all.length)));
      increment(counts, position);
    }
    const ports = hostPorts(pod);
    if (ports.length === 0) return;
    let taken = this.#ports.get(position);
    if (!taken) this.#ports.set(position, (taken = new Set()));
    for (const port of ports) taken.add(port);
  }

  /** The nodes that have not yet as many pods as they take. */
  withRoom(nodes: readonly number[]): readonly number[] {
    const hasRoom = (position: number): boolean => (this.#all[position] ?? 0) < (this.#capacity[position] ?? Infinity);
    return nodes.every(hasRoom) ? nodes : nodes.filter(hasRoom);
  }

  /** The nodes on which no host port that the pod wants is held by another. */
  withFreePorts(nodes: readonly number[], pod: Pod): readonly number[] {
    const ports = hostPorts(pod);
    if (ports.length === 0) return nodes;
    return nodes.filter((position) => !ports.some((port) => this.#ports.get(position)?.has(port)));
  }

  /** The node with the fewest pods of the owner, then the fewest pods, then the first; undefined for no nodes. */
  leastLoaded(nodes: readonly number[], owner: string | undefined): number | undefined {
    const own = owner === undefined ? undefined : this.#byOwner.get(owner);
    let best: number | undefined;
    let bestOwn = Infinity;
    let bestAll = Infinity;
    for (const position of nodes) {
      const ofOwner = own?.[position] ?? 0;
      if (ofOwner > bestOwn) continue;
      const all = this.#all[position] ?? 0;
      if (ofOwner === bestOwn && all >= bestAll) continue;
      best = position;
      bestOwn = ofOwner;
      bestAll = all;
    }
    return best;
  }
}

function podCapacity({ status }: Node): number {
  const amounts = (status?.['allocatable'] ?? status?.['capacity']) as Record<string, unknown> | undefined;
  const pods = Number(amounts?.['pods'] ?? NaN);
  return Number.isNaN(pods) ? Infinity : pods;
}

function hostPorts(pod: Pod): readonly string[] {
  let found: string[] | undefined;
  for (const { ports } of pod.spec.containers) {
    for (const { hostPort, protocol = 'TCP' } of ports ?? [])
      if (hostPort) (found ??= []).push(`${protocol}/${hostPort}`);
  }
  return found ?? NONE;
}

const NONE: readonly string[] = [];

function increment(counts: Uint32Array, position: number): void {
  counts[position] = (counts[position] ?? 0) + 1;
}
