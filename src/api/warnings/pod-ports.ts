import { fields, goQuote, items, number, text, type Fields } from '../go-value.ts';
import { placedContainers, type PlacedContainer } from './pod-container.ts';

interface PlacedPort {
  readonly path: string;
  readonly name: string;
  readonly containerPort: number;
  readonly protocol: string;
  readonly hostIP: string;
  readonly hostPort: number;
}

/** Ports of a pod that meet each other, then port names given twice. */
export function portWarnings(spec: Fields, path: string): string[] {
  const containers = placedContainers(spec, path);
  return [...meetingPorts(containers.flatMap(placedPorts)), ...repeatedNames(containers)];
}

function placedPorts({ container, path }: PlacedContainer): PlacedPort[] {
  return items(container['ports']).map((entry, i) => {
    const port = fields(entry);
    return {
      path: `${path}.ports[${i}]`,
      name: text(port['name']),
      containerPort: number(port['containerPort']),
      protocol: text(port['protocol']),
      hostIP: text(port['hostIP']),
      hostPort: number(port['hostPort']),
    };
  });
}

function meetingPorts(ports: readonly PlacedPort[]): string[] {
  const byNumber = new Map<string, PlacedPort[]>();
  return ports.flatMap((port) => {
    const key = `${port.containerPort}/${port.protocol}`;
    const others = byNumber.get(key) ?? [];
    byNumber.set(key, [...others, port]);
    const isLost = port.hostIP !== '' && port.hostPort === 0;
    return [
      ...(isLost ? [`${port.path}: hostIP set without hostPort: ${goText(port)}`] : []),
      ...others.flatMap((other) => {
        const word = meeting(port, other);
        return word === undefined ? [] : [`${port.path}: ${word} port definition with ${other.path}`];
      }),
    ];
  });
}

function meeting(a: PlacedPort, b: PlacedPort): string | undefined {
  if (a.hostIP === b.hostIP && a.hostPort === b.hostPort) return 'duplicate';
  if (a.hostPort === 0 || b.hostPort === 0) return 'overlapping';
  const isAmbiguous = a.hostPort === b.hostPort && (a.hostIP === '') !== (b.hostIP === '');
  return isAmbiguous ? 'dangerously ambiguous' : undefined;
}

/** Go's `%+v` of the internal ContainerPort. */
function goText({ name, hostPort, containerPort, protocol, hostIP }: PlacedPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;
}

/** Upstream stops looking for names at the first init container that is no sidecar. */
function repeatedNames(containers: readonly PlacedContainer[]): string[] {
  const end = containers.findIndex(
    ({ container, path }) => path.includes('.initContainers[') && container['restartPolicy'] !== 'Always',
  );
  const seen = new Map<string, string>();
  return containers
    .slice(0, end < 0 ? undefined : end)
    .filter(({ path }) => !path.includes('.ephemeralContainers['))
    .flatMap(placedPorts)
    .flatMap(({ name, path }) => {
      const other = name === '' ? undefined : seen.get(name);
      if (other === undefined) {
        seen.set(name, path);
        return [];
      }
      const effect = `services and probes that select ports by name will use ${other}`;
      return [`${path}: duplicate port name ${goQuote(name)} with ${other}, ${effect}`];
    });
}
