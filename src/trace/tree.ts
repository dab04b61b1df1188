import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';
import type { Hook } from './hook.ts';
import type { ReasonCode } from './reason/code.ts';

/** What a trace is made of: paths, each a list of steps that ends in an outcome; and the tree in which common beginnings are one. */

export type Verdict = 'delivered' | 'rejected' | 'refused' | 'dropped' | 'unrouted' | 'undetermined' | 'name-error';

export type Layer = 'dns' | 'route' | 'iptables' | 'ipvs' | 'nftables' | 'conntrack' | 'policy' | 'deliver';

/** The question, the way of the packet, or the way of the answer. */
export type Phase = 'dns' | 'request' | 'reply';

/** One thing that happened to the packet. */
export interface Step {
  /** The host it happened on; '' outside the cluster. */
  readonly node: string;
  readonly phase: Phase;
  readonly layer: Layer;
  readonly hook?: Hook;
  readonly table?: string;
  readonly chain?: string;
  /** As its own tool prints it. */
  readonly rule?: string;
  /** 1-based position in the chain. */
  readonly position?: number;
  /** What happened, in a few words. */
  readonly action: string;
  /** The same in words that never change, for what no rule did: `pod cbr0`, `host node2 eth0`, `local`, `outside eth0`, `open`, `closed`. */
  readonly brief?: string;
  /** The header after this step. */
  readonly packet: Packet;
  readonly origin?: Origin;
  /** Chance of this turn, where the rule draws lots. */
  readonly probability?: number;
  /** The rule did not match: which condition failed (only with explain). */
  readonly failed?: string;
}

export interface EndpointSeen {
  /** `ns/name`; absent where no pod is known to have the address. */
  readonly pod?: string;
  readonly ip: string;
  /** 0 for ICMP */
  readonly port: number;
  readonly node?: string;
}

/** One way in which the request can end, all paths that end alike counted together. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  readonly message: string;
  /** 0..1; all outcomes of a trace sum to 1. */
  readonly probability: number;
  readonly endpoint?: EndpointSeen;
  /** The client address the backend sees. */
  readonly sourceSeen?: string;
  /** What was taken for granted (`port assumed open: ...`). */
  readonly assumed?: string;
  /** Where to look: the manifest line behind the end of it. */
  readonly origin?: Origin;
  /** What is known beyond the general words for the reason. */
  readonly advice?: Advice;
}

/** Why it ended so and what to do, for this case. */
export interface Advice {
  readonly cause?: string;
  readonly fix?: string;
}

/** A translation that one host's conntrack remembers. */
export interface ConntrackEntry {
  readonly node: string;
  /** As the packet came to the host. */
  readonly original: Packet;
  /** As it left the host: the reply comes with source and destination of this swapped. */
  readonly translated: Packet;
  readonly state: 'NEW' | 'ESTABLISHED';
}

/** One way from the client to an end. */
export interface Path {
  readonly probability: number;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  /** Rules and set look-ups that the kernels on the way had to try. */
  readonly examined: number;
  readonly conntrack: readonly ConntrackEntry[];
}

/** A node of the tree: steps in a row, then either a fork or an end. */
export interface Segment {
  readonly steps: readonly Step[];
  readonly forks: readonly { readonly probability: number; readonly next: Segment }[];
  readonly end?: Path;
}

/** The tree of all paths: equal beginnings appear once. A fork's probability is that of taking it, having come so far. */
export function branchTree(paths: readonly Path[]): Segment {
  return grow(paths, 0);
}

function grow(paths: readonly Path[], depth: number): Segment {
  const first = paths[0];
  if (!first) return { steps: [], forks: [] };
  if (paths.length === 1) return { steps: first.steps.slice(depth), forks: [], end: first };
  let common = depth;
  while (sharesStep(paths, first, common)) common++;
  const groups: Path[][] = [];
  for (const path of paths) {
    const group = groups.find((other) => other[0] && sameStep(other[0].steps[common], path.steps[common]));
    if (group && path.steps.length > common) group.push(path);
    else groups.push([path]);
  }
  const total = paths.reduce((sum, path) => sum + path.probability, 0);
  return {
    steps: first.steps.slice(depth, common),
    forks: groups.map((group) => ({
      probability: total === 0 ? 0 : group.reduce((sum, path) => sum + path.probability, 0) / total,
      next: grow(group, common),
    })),
  };
}

function sharesStep(paths: readonly Path[], first: Path, at: number): boolean {
  const step = first.steps[at];
  return step !== undefined && paths.every((path) => sameStep(step, path.steps[at]));
}

function sameStep(a: Step | undefined, b: Step | undefined): boolean {
  if (a === b) return a !== undefined;
  return (
    a !== undefined &&
    b !== undefined &&
    a.rule === b.rule &&
    a.action === b.action &&
    a.chain === b.chain &&
    a.table === b.table &&
    a.node === b.node &&
    a.phase === b.phase &&
    a.hook === b.hook &&
    a.failed === b.failed
  );
}
