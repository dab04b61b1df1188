import { dns1123LabelMessages } from './names.ts';
import { fields, text, type Fields } from './go-value.ts';
import type { KubeObject } from './meta.ts';
import { podWarnings } from './warnings/pod.ts';
import { serviceWarnings } from './warnings/service.ts';
import {
  endpointsWarnings,
  ingressWarnings,
  networkPolicyWarnings,
  nodeWarnings,
  sliceWarnings,
} from './warnings/other.ts';

/**
 * What the API server warns of (without refusing it) when an object is created, or changed from `before`; one line each, in
 * its order. Upstream: WarningsOnCreate and WarningsOnUpdate of each kind's strategy.
 */
export function warningsOf(object: KubeObject, before?: KubeObject): string[] {
  switch (object.kind) {
    case 'Endpoints':
      return endpointsWarnings(object);
    case 'EndpointSlice':
      return sliceWarnings(object);
    case 'Service':
      return serviceWarnings(object);
    case 'NetworkPolicy':
      return networkPolicyWarnings(object);
    case 'Ingress':
      return before ? [] : ingressWarnings(object);
    case 'Node':
      return nodeWarnings(object);
    case 'Pod':
      return before
        ? []
        : [...nameWarnings(object, "the Pod's hostname"), ...podWarnings('', object as unknown as Fields)];
    case 'DaemonSet':
      return templateWarnings(object, before);
    case 'Deployment':
    case 'ReplicaSet':
      return [...(before ? [] : nameWarnings(object, 'Pod names and hostnames')), ...templateWarnings(object, before)];
    default:
      return [];
  }
}

/** Names that are no DNS label, though they become one. */
function nameWarnings({ metadata }: KubeObject, purpose: string): string[] {
  const name = text(fields(metadata)['name']);
  const messages = name === '' ? [] : dns1123LabelMessages(name);
  if (messages.length === 0) return [];
  const advice = `which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`;
  return [`metadata.name: this is used in ${purpose}, ${advice}`];
}

/** A pod template is looked at again only when the object's generation moves. */
function templateWarnings(object: KubeObject, before: KubeObject | undefined): string[] {
  if (before && fields(before.metadata)['generation'] === fields(object.metadata)['generation']) return [];
  return podWarnings('spec.template.', fields(fields(object['spec'])['template']));
}
