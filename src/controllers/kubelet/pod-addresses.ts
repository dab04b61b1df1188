import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { address, addressPlus, compareAddresses, parseAddress, type Address } from '../../net/address.ts';
import { contains, parsePrefix, prefixOf, type Prefix } from '../../net/prefix.ts';
import { isTerminal } from '../pod-state.ts';
import { nodeAddresses, podCIDRsOf } from '../node-facts.ts';

/** The address or addresses (one a family, separated by commas) that a pod is to have. */
export const PINNED_ADDRESS = 'kubesim.dev/ip';
/** Extra: by node, the address last given out of each of its ranges. */
export const LAST_GIVEN = 'lastPodIPs';
const LARGEST_RANGE = 1 << 16;

/**
 * Gives pods their addresses as the CNI plugin host-local does: the next free one after the last given, from .2 upward (.1 is
 * the node's bridge), the broadcast address left out, starting over at the end of the range.
 */
export class PodAddresses {
  readonly #tx: Transaction;
  readonly #taken = new Map<string, Set<string>>();
  readonly #last: Record<string, readonly string[]>;
  readonly #ranges = new Map<string, readonly Prefix[]>();
  /** By node, the prefix of the first pod found there: for nodes that do not say their own. */
  #guesses: Map<string, Prefix> | undefined;
  #moved = false;

  constructor(tx: Transaction) {
    this.#tx = tx;
    this.#last = { ...(tx.extra(LAST_GIVEN) as Record<string, readonly string[]> | undefined) };
    for (const pod of tx.all('pods').values() as Iterable<Pod>) {
      if (pod.spec.hostNetwork || isTerminal(pod)) continue;
      const { podIP, podIPs = [] } = pod.status ?? {};
      if (!podIP) continue;
      const taken = this.#takenOn(pod.spec.nodeName ?? '');
      taken.add(podIP);
      for (const { ip } of podIPs) taken.add(ip);
    }
  }

  /** The pod's addresses, primary family first. Empty where its node has none left to give. */
  assign(pod: Pod, node: Node): string[] {
    if (pod.spec.hostNetwork) return nodeAddresses(node);
    const taken = this.#takenOn(node.metadata.name);
    const pinned = pinnedAddresses(pod);
    if (pinned.length > 0) {
      for (const ip of pinned) taken.add(ip);
      return pinned;
    }
    const last = [...(this.#last[node.metadata.name] ?? [])];
    const given = this.#rangesOf(node).map((range, i) => {
      const next = nextFree(range, last[i], taken);
      if (next !== undefined) last[i] = next;
      return next;
    });
    if (given.length === 0 || given.some((ip) => ip === undefined)) return [];
    for (const ip of given) if (ip !== undefined) taken.add(ip);
    this.#last[node.metadata.name] = last;
    this.#moved = true;
    return given.filter((ip) => ip !== undefined);
  }

  /** Remembers in the transaction where the ranges stand. */
  save(): void {
    if (this.#moved) this.#tx.setExtra(LAST_GIVEN, this.#last);
  }

  /** The node's own pod prefixes; for a node that has none (a dump without them) the /24 or /64 of a pod that it runs. */
  #rangesOf(node: Node): readonly Prefix[] {
    const { name } = node.metadata;
    let ranges = this.#ranges.get(name);
    if (!ranges) {
      const own = podCIDRsOf(node).flatMap((cidr) => parsePrefix(cidr) ?? []);
      const guess = own.length === 0 ? (this.#guesses ??= guessedRanges(this.#tx)).get(name) : undefined;
      this.#ranges.set(name, (ranges = guess ? [guess] : own));
    }
    return ranges;
  }

  #takenOn(node: string): Set<string> {
    let taken = this.#taken.get(node);
    if (!taken) this.#taken.set(node, (taken = new Set()));
    return taken;
  }
}

function pinnedAddresses(pod: Pod): string[] {
  const text = pod.metadata.annotations?.[PINNED_ADDRESS] ?? '';
  const parsed = text.split(',').map((part) => parseAddress(part.trim()));
  return parsed.every((ip) => ip !== undefined) ? parsed.map((ip) => ip?.text ?? '') : [];
}

function guessedRanges(tx: Transaction): Map<string, Prefix> {
  const guesses = new Map<string, Prefix>();
  for (const { spec, status } of tx.all('pods').values() as Iterable<Pod>) {
    if (!spec.nodeName || spec.hostNetwork || guesses.has(spec.nodeName)) continue;
    const known = parseAddress(status?.podIP ?? '');
    if (known) guesses.set(spec.nodeName, prefixOf(known, known.family === 4 ? 24 : 64));
  }
  return guesses;
}

function nextFree(range: Prefix, last: string | undefined, taken: ReadonlySet<string>): string | undefined {
  const bits = (range.address.family === 4 ? 32 : 128) - range.length;
  const size = bits >= 16 ? LARGEST_RANGE : 1 << bits;
  const highest = range.address.family === 4 ? size - 2 : size - 1;
  const first = 2;
  if (highest < first) return undefined;
  const count = highest - first + 1;
  const start = offsetAfter(range, last, first, highest);
  for (let i = 0; i < count; i++) {
    const candidate = addressPlus(range.address, first + ((start - first + i) % count)).text;
    if (!taken.has(candidate)) return candidate;
  }
  return undefined;
}

function offsetAfter(range: Prefix, last: string | undefined, first: number, highest: number): number {
  const known: Address | undefined = last === undefined ? undefined : address(last);
  if (!known || !contains(range, known) || compareAddresses(known, range.address) < 0) return first;
  const offset = Number(BigInt(known.bits) - BigInt(range.address.bits));
  return offset < first || offset >= highest ? first : offset + 1;
}
