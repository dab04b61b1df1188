import type { Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import type { Connection, Hook, HookContext, Memory } from './hook.ts';
import { stepsOf, type Journey, type Visit } from './journey.ts';
import { interfaceAddress } from './routing.ts';
import type { Host } from './topology.ts';
import type { Arrived } from './walk.ts';
import type { World } from './world.ts';

/**
 * Takes a packet through one hook of the host it is on. `next` is called for every way in which it comes out again (`stolen`: IPVS
 * has translated it and sends it on itself); ways that end there go to `arrived`.
 */
export function atHook(
  world: World,
  visit: Visit,
  hook: Hook,
  arrived: Arrived,
  next: (visit: Visit, stolen: boolean) => void,
): void {
  const { journey, host, connection } = visit;
  const context = new Context(world, host, hook, connection, journey.memory, world.explain);
  for (const outcome of world.walker(host.name, journey.packet.destination.family).walk(journey.packet, context)) {
    if (outcome.probability <= 0) continue;
    const { steps } = outcome;
    const past: Journey = {
      packet: outcome.packet,
      probability: journey.probability * outcome.probability,
      memory: outcome.memory,
      conntrack: journey.conntrack,
      examined: journey.examined + outcome.examined,
      hops: journey.hops,
      steps:
        world.record && steps.length > 0
          ? { last: stepsOf(host.name, hook, 'request', steps), before: journey.steps }
          : journey.steps,
    };
    const { verdict } = outcome;
    if (verdict === 'accept' || verdict === 'stolen') {
      next(
        { journey: past, host, connection: outcome.connection, entry: visit.entry, fromPod: visit.fromPod },
        verdict === 'stolen',
      );
      continue;
    }
    const rule = steps.findLast((step) => step.failed === undefined);
    arrived({
      journey: past,
      host,
      verdict: verdict === 'drop' ? 'dropped' : verdict === 'reject' ? 'rejected' : 'undetermined',
      reason: verdict === 'drop' ? 'RULE_DROP' : verdict === 'reject' ? 'RULE_REJECT' : 'UNKNOWN_RULE',
      ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
      ...(rule ? { rule, origin: rule.origin } : {}),
    });
  }
}

/** What rules may ask on one hook of one host. */
export class Context implements HookContext {
  readonly node: string;
  readonly hook: Hook;
  readonly connection: Connection;
  readonly memory: Memory;
  readonly now: number;
  readonly explain: boolean;
  readonly record: boolean;
  readonly isLocal: HookContext['isLocal'];
  readonly masqueradeAddress: HookContext['masqueradeAddress'];

  constructor(world: World, host: Host, hook: Hook, connection: Connection, memory: Memory, explain: boolean) {
    this.node = host.name;
    this.hook = hook;
    this.connection = connection;
    this.memory = memory;
    this.now = world.now;
    this.explain = explain;
    this.record = world.record;
    this.isLocal = host.isLocal;
    this.masqueradeAddress = masqueraderOf(host);
  }
}

const masqueraders = new WeakMap<Host, HookContext['masqueradeAddress']>();

function masqueraderOf(host: Host): HookContext['masqueradeAddress'] {
  let found = masqueraders.get(host);
  if (!found) {
    found = (packet: Packet): Address =>
      interfaceAddress(host, packet.outInterface, packet.destination) ?? packet.source;
    masqueraders.set(host, found);
  }
  return found;
}
