import type { IpvsPort } from './ipvs-port.ts';

const NONE: readonly IpvsPort[] = [];

/** The Service ports of a node, found by what a packet or a set entry says. */
export class IpvsPorts {
  readonly all: readonly IpvsPort[];
  #index: ReadonlyMap<string, readonly IpvsPort[]> | undefined;

  constructor(all: readonly IpvsPort[]) {
    this.all = all;
  }

  /** The ports that may have this entry in a set: `ip,proto:port`, `ip,proto:port,ip`, `port`, `ip`. */
  candidates(entry: string): readonly IpvsPort[] {
    const parts = entry.split(',');
    if (parts.length === 3) {
      // Hairpins: only a packet from an address to itself is worth a look at all endpoints.
      return parts[0] === parts[2] ? this.all : NONE;
    }
    return this.at(entry);
  }

  /** The ports with a virtual server at `ip,proto:port`, an address `ip`, or a node or health check port `port`. */
  at(key: string): readonly IpvsPort[] {
    this.#index ??= this.#build();
    return this.#index.get(key) ?? NONE;
  }

  #build(): Map<string, IpvsPort[]> {
    const index = new Map<string, IpvsPort[]>();
    const add = (key: string, port: IpvsPort): void => {
      const known = index.get(key);
      if (!known) index.set(key, [port]);
      else if (known.at(-1) !== port) known.push(port);
    };
    for (const port of this.all) {
      const { protocol, nodePort, healthCheckNodePort } = port.plan;
      for (const { ip, port: number, isBound } of port.entries()) {
        add(`${ip},${protocol}:${number}`, port);
        if (isBound) add(ip, port);
      }
      if (nodePort !== 0) add(String(nodePort), port);
      if (healthCheckNodePort !== 0) add(String(healthCheckNodePort), port);
    }
    return index;
  }
}
