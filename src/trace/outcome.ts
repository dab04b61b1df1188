import type { Cluster } from '../cluster/cluster.ts';
import type { Packet } from '../net/packet.ts';
import { unchain, type End } from './journey.ts';
import { reasonFor } from './reason/reason.ts';
import type { EndpointSeen, Outcome, Path, Step } from './tree.ts';

/** The outcome of one end. */
export function outcomeOf(cluster: Cluster | undefined, end: End, sent: Packet): Outcome {
  const { packet, probability } = end.journey;
  const delivered = end.verdict === 'delivered';
  const { reason, message, origin, advice } = reasonFor(delivered ? undefined : cluster, end, sent);
  const outcome: Writable<Outcome> = { verdict: end.verdict, reason, message, probability };
  if (delivered || end.place !== undefined) {
    const pod = end.place?.pod ?? end.pod;
    const node = end.place?.node ?? end.host?.name;
    const endpoint: Writable<EndpointSeen> = { ip: packet.destination.text, port: packet.destinationPort };
    if (pod !== undefined) endpoint.pod = pod;
    if (node !== undefined) endpoint.node = node;
    outcome.endpoint = endpoint;
  }
  if (delivered) outcome.sourceSeen = packet.source.text;
  if (end.assumed !== undefined) outcome.assumed = end.assumed;
  if (origin !== undefined) outcome.origin = origin;
  if (advice !== undefined) outcome.advice = advice;
  return outcome;
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** The path of one end, with further steps after it (the way back). */
export function pathOf(end: End, outcome: Outcome, after: readonly Step[]): Path {
  const { journey } = end;
  return {
    probability: journey.probability,
    steps: journey.steps === undefined ? after : [...unchain(journey.steps).flat(), ...after],
    outcome,
    examined: journey.examined,
    conntrack: unchain(journey.conntrack),
  };
}

/** So many outcomes are compared with each other sooner than by keys. */
const FEW = 8;

function isAlike(a: Outcome, b: Outcome): boolean {
  return (
    a.endpoint?.ip === b.endpoint?.ip &&
    a.endpoint?.port === b.endpoint?.port &&
    a.sourceSeen === b.sourceSeen &&
    a.reason === b.reason &&
    a.verdict === b.verdict &&
    (a.endpoint !== undefined || a.message === b.message)
  );
}

/** Where an outcome that ends like this one was first met; `next` where there was none. */
function keyedIndex(): (outcome: Outcome, next: number) => number {
  const places = new Map<string, number>();
  return ({ reason, verdict, message, endpoint: at, sourceSeen = '' }, next) => {
    const key = `${reason} ${at?.ip ?? message} ${at?.port ?? ''} ${sourceSeen} ${verdict}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, next);
    return known ?? next;
  };
}

/** Outcomes that end alike, counted together, in the order in which they were found. Sums that rounding left beside 1 are mended. */
export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const merged: Outcome[] = [];
  const indexOf = outcomes.length > FEW ? keyedIndex() : undefined;
  let sum = 0;
  for (const outcome of outcomes) {
    sum += outcome.probability;
    const index = indexOf ? indexOf(outcome, merged.length) : merged.findIndex((known) => isAlike(known, outcome));
    const known = merged[index];
    if (known) merged[index] = { ...known, probability: known.probability + outcome.probability };
    else merged.push(outcome);
  }
  const last = merged.at(-1);
  if (last && sum !== 1 && Math.abs(1 - sum) < 1e-9)
    merged[merged.length - 1] = { ...last, probability: last.probability + (1 - sum) };
  return merged;
}
