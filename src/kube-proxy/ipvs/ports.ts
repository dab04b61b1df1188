import type { IpvsPort } from './port.ts';

const NONE: readonly IpvsPort[] = [];

/** The Service ports of a node, found by what a packet or a set entry says. */
export class IpvsPorts {
  readonly all: readonly IpvsPort[];
  #outward: readonly IpvsPort[] | undefined;
  #index: ReadonlyMap<string, readonly IpvsPort[]> | undefined;

  constructor(all: readonly IpvsPort[]) {
    this.all = all;
  }

  /** The ports with anything beside a cluster address and endpoints. */
  get outward(): readonly IpvsPort[] {
    return (this.#outward ??= this.all.filter(
      ({ plan }) => plan.externallyAccessible || plan.healthCheckNodePort !== 0,
    ));
  }

  /** The ports that may have this entry in a set: `ip,proto:port`, `ip,proto:port,ip`, `port`, `ip`. */
  candidates(entry: string): readonly IpvsPort[] {
    const parts = entry.split(',');
    // Three parts are hairpins: only a packet from an address to itself is worth a look at all endpoints.
    if (parts.length === 3) return parts[0] === parts[2] ? this.all : NONE;
    const [place = '', port] = parts;
    // SCTP node ports stand in their set with each of the node's addresses.
    return port?.startsWith('sctp:') ? [...this.at(place), ...this.at(port.slice('sctp:'.length))] : this.at(place);
  }

  /** The ports with a virtual server on an address, or with this node or health check port. */
  at(place: string): readonly IpvsPort[] {
    this.#index ??= this.#build();
    return this.#index.get(place) ?? NONE;
  }

  #build(): Map<string, IpvsPort[]> {
    const index = new Map<string, IpvsPort[]>();
    const add = (place: string, port: IpvsPort): void => {
      const known = index.get(place);
      if (!known) index.set(place, [port]);
      else if (known.at(-1) !== port) known.push(port);
    };
    for (const port of this.all) {
      const { clusterIP, externalIPs, loadBalancerIPs, nodePort, healthCheckNodePort } = port.plan;
      add(clusterIP, port);
      for (const ip of externalIPs) add(ip, port);
      for (const ip of loadBalancerIPs) add(ip, port);
      if (nodePort !== 0) add(String(nodePort), port);
      if (healthCheckNodePort !== 0) add(String(healthCheckNodePort), port);
    }
    return index;
  }
}
