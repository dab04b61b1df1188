import { noted, type Visit } from './journey.ts';
import type { Route } from './routing.ts';
import type { PodPlace } from './topology.ts';
import type { Arrived } from './walk.ts';
import type { World } from './world.ts';

/** The visit with what the policies said, or undefined where they ended it. Judged after DNAT and before SNAT, as plug-ins do. */
export function pastPolicy(world: World, visit: Visit, route: Route, arrived: Arrived): Visit | undefined {
  const { policy } = world;
  if (!policy) return visit;
  let now = visit;
  const judge = (direction: 'ingress' | 'egress', pod: PodPlace): boolean => {
    const said = policy.judge(direction, pod, now.journey.packet);
    if (world.record)
      now = { ...now, journey: noted(now.journey, now.host.name, { layer: 'policy', action: said.text, brief: `${direction} ${said.allowed ? 'allowed' : 'denied'}`, origin: said.origin }) }; // prettier-ignore
    if (!said.allowed)
      arrived({ journey: now.journey, verdict: 'dropped', reason: 'POLICY_DENIED', host: now.host, detail: said.text, origin: said.origin }); // prettier-ignore
    return said.allowed;
  };
  if (visit.fromPod && !judge('egress', visit.fromPod)) return undefined;
  if (route.kind !== 'pod') return now;
  const place = world.topology.podAt(visit.journey.packet.destination);
  const fromHost = visit.host.isLocal(visit.journey.packet.source);
  const toItself = visit.fromPod?.address.text === place?.address.text;
  if (place && !fromHost && !toItself && !judge('ingress', place)) return undefined;
  return now;
}
