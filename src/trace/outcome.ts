import type { Cluster } from '../cluster/cluster.ts';
import type { Packet } from '../net/packet.ts';
import { unchain, type End } from './journey.ts';
import { reasonFor } from './reason.ts';
import type { Outcome, Path, Step } from './tree.ts';

/** The outcome of one end. */
export function outcomeOf(cluster: Cluster | undefined, end: End, sent: Packet): Outcome {
  const { packet, probability } = end.journey;
  const { reason, message, origin } = reasonFor(end.verdict === 'delivered' ? undefined : cluster, end, sent);
  const delivered = end.verdict === 'delivered';
  const reached = delivered || end.place !== undefined;
  const pod = end.place?.pod ?? end.pod;
  const node = end.place?.node ?? end.host?.name;
  return {
    verdict: end.verdict,
    reason,
    message,
    probability,
    ...(reached
      ? {
          endpoint: {
            ...(pod === undefined ? {} : { pod }),
            ip: packet.destination.text,
            port: packet.destinationPort,
            ...(node === undefined ? {} : { node }),
          },
        }
      : {}),
    ...(delivered ? { sourceSeen: packet.source.text } : {}),
    ...(end.assumed === undefined ? {} : { assumed: end.assumed }),
    ...(origin === undefined ? {} : { origin }),
  };
}

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

/** Outcomes that end alike, counted together, in the order in which they were found. Sums that rounding left beside 1 are mended. */
export function mergeOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const merged: Outcome[] = [];
  const byEnd = new Map<string, number>();
  let sum = 0;
  for (const outcome of outcomes) {
    sum += outcome.probability;
    const at = outcome.endpoint;
    const key = `${outcome.verdict} ${outcome.reason} ${at?.ip ?? outcome.message} ${at?.port ?? ''} ${outcome.sourceSeen ?? ''}`;
    const index = byEnd.get(key);
    const known = index === undefined ? undefined : merged[index];
    if (index !== undefined && known)
      merged[index] = { ...known, probability: known.probability + outcome.probability };
    else {
      byEnd.set(key, merged.length);
      merged.push(outcome);
    }
  }
  const last = merged.at(-1);
  if (last && sum !== 1 && Math.abs(1 - sum) < 1e-9)
    merged[merged.length - 1] = { ...last, probability: last.probability + (1 - sum) };
  return merged;
}
