import { NftPort } from './nftables-plan.ts';
import { plainServiceName } from './nftables-names.ts';
import type { PortPlan } from './service-plan.ts';

const NONE: readonly NftPort[] = [];

/** The Service ports of a node, found by what a packet or a chain name says, so that one packet does not build the rules of all. */
export class NftPortIndex {
  readonly ports: readonly NftPort[];
  #byKey: ReadonlyMap<string, readonly NftPort[]> | undefined;
  #byName: ReadonlyMap<string, NftPort> | undefined;

  constructor(plans: readonly PortPlan[]) {
    this.ports = plans.map((plan) => new NftPort(plan));
  }

  /** The ports that may have an element of this key: `address . protocol . port`, `protocol . nodePort`, `address`, or a hairpin's four parts. */
  candidates(key: string): readonly NftPort[] {
    const parts = key.split(' . ');
    if (parts.length === 4) return parts[0] === parts[1] ? this.ports : NONE;
    this.#byKey ??= this.#indexKeys();
    return this.#byKey.get(key) ?? NONE;
  }

  /** The port whose chains carry `ns/svc/proto/port` in their name. */
  named(plainName: string): NftPort | undefined {
    this.#byName ??= new Map(this.ports.map((port) => [plainServiceName(port.plan), port]));
    return this.#byName.get(plainName);
  }

  #indexKeys(): Map<string, NftPort[]> {
    const byKey = new Map<string, NftPort[]>();
    const add = (key: string, port: NftPort): void => {
      const known = byKey.get(key);
      if (known) known.push(port);
      else byKey.set(key, [port]);
    };
    for (const port of this.ports) {
      const { plan } = port;
      const tail = ` . ${plan.protocol} . ${plan.port}`;
      if (!byKey.has(plan.clusterIP)) add(plan.clusterIP, port);
      add(plan.clusterIP + tail, port);
      for (const ip of plan.externalIPs) add(ip + tail, port);
      for (const ip of plan.loadBalancerIPs) add(ip + tail, port);
      if (plan.nodePort !== 0) add(`${plan.protocol} . ${plan.nodePort}`, port);
    }
    return byKey;
  }
}
