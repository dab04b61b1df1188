import { NftPort } from './plan.ts';
import { plainServiceName } from './names.ts';
import type { PortPlan } from '../service-plan.ts';

const NONE: readonly NftPort[] = [];

/** The Service ports of a node, found by what a packet or a chain name says, so that one packet does not build the rules of all. */
export class NftPortIndex {
  readonly ports: readonly NftPort[];
  #byPlace: ReadonlyMap<string, readonly NftPort[]> | undefined;
  readonly #visited = new Map<string, NftPort>();
  #byName: ReadonlyMap<string, NftPort> | undefined;

  constructor(plans: readonly PortPlan[]) {
    this.ports = plans.map((plan) => new NftPort(plan));
  }

  /** The ports that may have an element of this key: `address . protocol . port`, `protocol . nodePort`, `address`, or a hairpin's four parts. */
  candidates(key: string): readonly NftPort[] {
    const parts = key.split(' . ');
    if (parts.length === 4) return parts[0] === parts[1] ? this.ports : NONE;
    this.#byPlace ??= this.#indexPlaces();
    // By address, and by number for `protocol . nodePort`.
    const found = this.#byPlace.get((parts.length === 2 ? parts[1] : parts[0]) ?? '') ?? NONE;
    for (const port of found) this.#visited.set(plainServiceName(port.plan), port);
    return found;
  }

  /** Whether some port is reached at this address (or node port). */
  has(place: string): boolean {
    this.#byPlace ??= this.#indexPlaces();
    return this.#byPlace.has(place);
  }

  /** Whether the key is a connection's four parts, and that between two: nothing is worth remembering of it. */
  isOfNobody(key: string): boolean {
    const first = key.indexOf(' . ');
    const second = key.indexOf(' . ', first + 3);
    const hasFour = second > 0 && key.indexOf(' . ', second + 3) > 0;
    return hasFour && key.slice(0, first) !== key.slice(first + 3, second);
  }

  /** The port whose chains carry `ns/svc/proto/port` in their name. A packet asks for one that it has found by its address. */
  named(plainName: string): NftPort | undefined {
    const visited = this.#visited.get(plainName);
    if (visited) return visited;
    this.#byName ??= new Map(this.ports.map((port) => [plainServiceName(port.plan), port]));
    return this.#byName.get(plainName);
  }

  #indexPlaces(): Map<string, NftPort[]> {
    const byPlace = new Map<string, NftPort[]>();
    const add = (place: string, port: NftPort): void => {
      const known = byPlace.get(place);
      if (known) known.push(port);
      else byPlace.set(place, [port]);
    };
    for (const port of this.ports) {
      const { plan } = port;
      add(plan.clusterIP, port);
      for (const ip of plan.externalIPs) add(ip, port);
      for (const ip of plan.loadBalancerIPs) add(ip, port);
      if (plan.nodePort !== 0) add(String(plan.nodePort), port);
    }
    return byPlace;
  }
}
