import { hash } from 'node:crypto';
import type { PortPlan } from '../service-plan.ts';

/** Linux's default range for ports that a program does not choose itself (ip_local_port_range). */
const FIRST = 32_768;
const LAST = 60_999;

/**
 * The port on which a userspace proxy listens for each Service port. A real kernel gives whatever is free; here it follows
 * from the Service port's name, so that the same cluster always has the same rules and a new Service moves no other. TCP and
 * UDP have their own ports. Beyond 28,232 Service ports of one protocol a real proxy runs out as well: those have none.
 */
export function proxyPorts(plans: readonly PortPlan[]): ReadonlyMap<PortPlan, number> {
  const ports = new Map<PortPlan, number>();
  const taken = new Set<string>();
  const count = LAST - FIRST + 1;
  for (const plan of plans) {
    const wish = hash('sha256', plan.name + plan.protocol, 'buffer').readUInt32BE(0) % count;
    for (let step = 0; step < count; step++) {
      const port = FIRST + ((wish + step) % count);
      const key = `${plan.protocol} ${port}`;
      if (taken.has(key)) continue;
      taken.add(key);
      ports.set(plan, port);
      break;
    }
  }
  return ports;
}
