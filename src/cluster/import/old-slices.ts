import type { Endpoint, EndpointSlice } from '../../api/endpoint-slice/type.ts';
import { fields, items } from '../../api/go-value.ts';
import type { KubeObject } from '../../api/meta.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

/**
 * The object in today's version of its kind. kubectl of 1.17 to 1.20 dumps EndpointSlices as v1beta1, whose endpoints tell their
 * node and zone in a map of labels. Source: the conversion of discovery.k8s.io/v1beta1 (pkg/apis/discovery/v1beta1).
 */
export function inTodaysVersion(object: KubeObject): KubeObject {
  if (object.kind !== 'EndpointSlice' || object.apiVersion !== 'discovery.k8s.io/v1beta1') return object;
  const endpoints = items(object['endpoints']).map((endpoint) => withoutTopology(fields(endpoint)));
  return { ...object, apiVersion: 'discovery.k8s.io/v1', endpoints } as EndpointSlice;
}

function withoutTopology({ topology, ...endpoint }: Record<string, unknown>): Endpoint {
  const { [HOSTNAME]: nodeName, [ZONE]: zone, ...rest } = fields(topology);
  return {
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    ...endpoint,
    ...(Object.keys(rest).length > 0 ? { deprecatedTopology: rest } : {}),
  } as Endpoint;
}
