import type { Endpoint, EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import { nodeAddress, nodeName, podAddress, podName, type Family } from './places.ts';
import type { ClusterPlan, EndpointPlan, ServicePlan, SlicePlan } from './plan.ts';
import { serviceFamilies } from './services.ts';

/** The EndpointSlices of a plan. */

export function slices(plan: ClusterPlan, planned: ServicePlan, index: number): EndpointSlice[] {
  const named = planned.ports.length > 1;
  return planned.slices.flatMap((each, at) =>
    serviceFamilies(plan, planned).map((family): EndpointSlice => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `svc-${index}-${at}-${family.toLowerCase()}`,
        namespace: 'default',
        labels: { 'kubernetes.io/service-name': `svc-${index}` },
      },
      addressType: family,
      ports: planned.ports.flatMap(({ protocol }, number) => {
        const port = each.ports[number];
        return port === undefined ? [] : [{ name: named ? `p${number}` : '', protocol, port }];
      }),
      endpoints: endpoints(plan, planned, each, family),
    })),
  );
}

function endpoints(
  plan: ClusterPlan,
  planned: ServicePlan,
  { endpoints: wanted }: SlicePlan,
  family: Family,
): Endpoint[] {
  const found = new Map<string, Endpoint>();
  for (const each of wanted) {
    const made = endpoint(plan, planned, each, family);
    const [address = ''] = made.addresses;
    if (!found.has(address)) found.set(address, made);
  }
  return [...found.values()];
}

function endpoint(plan: ClusterPlan, planned: ServicePlan, each: EndpointPlan, family: Family): Endpoint {
  const { kind, state, slot } = each;
  const at = each.node % plan.nodes.length;
  const zone = plan.nodes[at]?.zone;
  const hints = hintsOf(each, nodeName(at), zone);
  return {
    addresses: [addressOf(kind, family, at, slot)],
    conditions: conditionsOf(planned.publishNotReady && state === 'unready' ? 'ready' : state),
    ...(kind === 'outside' || kind === 'homeless' ? {} : { nodeName: nodeName(at), ...(zone === undefined ? {} : { zone }) }), // prettier-ignore
    ...(kind === 'pod' || kind === 'homeless' ? { targetRef: { kind: 'Pod', namespace: 'default', name: podName(at, slot) } } : {}), // prettier-ignore
    ...(hints ? { hints } : {}),
  };
}

/** Pods by their slot; others of the prefix that only the slice knows; the node itself; somebody outside the cluster. */
function addressOf(kind: EndpointPlan['kind'], family: Family, node: number, slot: number): string {
  switch (kind) {
    case 'pod':
    case 'homeless':
      return podAddress(family, node, slot + 2);
    case 'bare':
      return podAddress(family, node, slot + 100);
    case 'host':
      return nodeAddress(family, node);
    case 'outside':
      return family === 'IPv4' ? `192.0.2.${200 + slot}` : `2001:db8:2::${200 + slot}`;
  }
}

function conditionsOf(state: EndpointPlan['state']): NonNullable<Endpoint['conditions']> {
  switch (state) {
    case 'silent':
      return {};
    case 'ready':
      return { ready: true, serving: true, terminating: false };
    case 'unready':
      return { ready: false, serving: false, terminating: false };
    case 'serving':
      return { ready: false, serving: true, terminating: true };
    case 'ending':
      return { ready: false, serving: false, terminating: true };
  }
}

function hintsOf({ hints, slot }: EndpointPlan, node: string, zone: string | undefined): Endpoint['hints'] {
  switch (hints) {
    case 'none':
      return undefined;
    case 'own zone':
      return zone === undefined ? undefined : { forZones: [{ name: zone }] };
    case 'zones':
      return { forZones: [{ name: 'a' }, { name: 'b' }].slice(slot % 2) };
    case 'own node':
      return { forNodes: [{ name: node }] };
    case 'node':
      return { forNodes: [{ name: nodeName(slot) }], forZones: [{ name: 'a' }] };
  }
}
