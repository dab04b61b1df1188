import { fields, given, items, number, text, texts, type Fields } from './go-value.ts';
import type { KubeObject } from './meta.ts';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';

/** What the API server warns of (without refusing it) when an object is created or changed; one line each, in its order. */
export function warningsOf(object: KubeObject): string[] {
  switch (object.kind) {
    case 'Endpoints':
      return ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'];
    case 'Service':
      return serviceWarnings(object);
    case 'Pod':
      return podWarnings(fields(object['spec']), 'spec');
    case 'DaemonSet':
    case 'Deployment':
    case 'ReplicaSet':
      return podWarnings(fields(fields(fields(object['spec'])['template'])['spec']), 'spec.template.spec');
    default:
      return [];
  }
}

/** Upstream's GetWarningsForService. */
function serviceWarnings(service: KubeObject): string[] {
  const spec = fields(service['spec']);
  const warnings: string[] = [];
  if (Object.hasOwn(fields(fields(service.metadata)['annotations']), TOPOLOGY_HINTS)) {
    warnings.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  }
  if (spec['clusterIP'] === 'None' || texts(spec['clusterIPs'])[0] === 'None') {
    if (text(spec['loadBalancerIP']) !== '') warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (items(spec['externalIPs']).length > 0) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec['sessionAffinity'] === 'ClientIP') {
      warnings.push('spec.SessionAffinity is ignored for headless services');
    }
  }
  if (spec['type'] === 'ExternalName') {
    if (items(spec['externalIPs']).length > 0) {
      warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
    }
  } else if (text(spec['externalName']) !== '') {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec['trafficDistribution'] === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}

/** The part of upstream's GetWarningsForPod that looks at ports and variables. */
function podWarnings(spec: Fields, path: string): string[] {
  const ports = new Map<string, string>();
  return ['initContainers', 'containers'].flatMap((list) =>
    items(spec[list]).flatMap((entry, i) => {
      const container = fields(entry);
      const place = `${path}.${list}[${i}]`;
      // Init containers run one by one: their ports only meet those of sidecars and of the regular containers.
      const lasts = list === 'containers' || container['restartPolicy'] === 'Always';
      return [
        ...portWarnings(items(container['ports']), place, lasts ? ports : new Map()),
        ...envWarnings(items(container['env']), place),
      ];
    }),
  );
}

function portWarnings(list: readonly unknown[], place: string, seen: Map<string, string>): string[] {
  return list.flatMap((entry, i) => {
    const port = fields(entry);
    const path = `${place}.ports[${i}]`;
    const hostPort = number(port['hostPort']);
    const key = `${number(port['containerPort'])}/${text(port['protocol'])}/${hostPort}/${text(port['hostIP'])}`;
    const other = seen.get(key);
    if (other !== undefined) return [`${path}: duplicate port definition with ${other}`];
    seen.set(key, path);
    return [];
  });
}

function envWarnings(list: readonly unknown[], place: string): string[] {
  const seen = new Map<string, string>();
  return list.flatMap((entry, i) => {
    const variable = fields(entry);
    const name = text(variable['name']);
    const value = text(variable['value']);
    const earlier = seen.get(name);
    if (!given(variable['valueFrom'])) seen.set(name, value);
    // A value that builds on the one before it is no mistake.
    if (earlier === undefined || value.includes(`$(${name})`)) return [];
    return [`${place}.env[${i}]: hides previous definition of "${name}", which may be dropped when using apply`];
  });
}
