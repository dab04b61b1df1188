import type { Journey } from './journey.ts';
import { interfaceAddress, type Route } from './routing.ts';
import type { Host } from './topology.ts';

/** Where a host's routing sends the packet, in words. */
export function routeNote(
  host: Host,
  route: Route,
  journey: Journey,
): { layer: 'route'; action: string; brief: string } {
  const to = journey.packet.destination.text;
  switch (route.kind) {
    case 'local':
      return { layer: 'route', action: `${to} is an address of ${host.name} itself`, brief: 'local' };
    case 'pod':
      return {
        layer: 'route',
        action: `${to} is a pod of ${host.name}: out by ${route.interface}`,
        brief: `pod ${route.interface}`,
      };
    case 'host': {
      const next = route.host.primary(journey.packet.destination.family)?.text;
      const by = next === undefined || next === to ? '' : ` (${next})`;
      const what = route.prefix ? `${to} lies in ${route.prefix}` : `${to}`;
      return {
        layer: 'route',
        action: `${what}: to ${route.host.name}${by} by ${route.interface}`,
        brief: `host ${route.host.name} ${route.interface}`,
      };
    }
    case 'outside': {
      const from = interfaceAddress(host, route.interface, journey.packet.destination)?.text;
      return { layer: 'route', action: `no route of its own for ${to}: out by the default route of ${host.name}${from ? ` (${from})` : ''}, ${route.interface}`, brief: `outside ${route.interface}` }; // prettier-ignore
    }
  }
}
