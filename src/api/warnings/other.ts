import { fields, given, items, text, texts } from '../go-value.ts';
import { addressWarnings, cidrWarnings } from '../ip-warnings.ts';
import type { KubeObject } from '../meta.ts';

const INGRESS_CLASS = 'kubernetes.io/ingress.class';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
/** These write addresses as they should be. */
const SLICE_CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

/** Upstream's endpointsWarnings, behind what every v1 Endpoints is met with. */
export function endpointsWarnings(endpoints: KubeObject): string[] {
  const addresses = items(endpoints['subsets']).flatMap((subset, i) =>
    ['addresses', 'notReadyAddresses'].flatMap((list) =>
      items(fields(subset)[list]).flatMap((entry, j) =>
        addressWarnings(`subsets[${i}].${list}[${j}].ip`, text(fields(entry)['ip'])),
      ),
    ),
  );
  return ['v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice', ...addresses];
}

/** Upstream's warnOnDeprecatedAddressType and warnOnBadIPs. */
export function sliceWarnings(slice: KubeObject): string[] {
  const type = slice['addressType'] === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  if (SLICE_CONTROLLERS.includes(text(fields(fields(slice.metadata)['labels'])[MANAGED_BY]))) return type;
  const addresses = items(slice['endpoints']).flatMap((endpoint, i) =>
    texts(fields(endpoint)['addresses']).flatMap((address, j) =>
      addressWarnings(`endpoints[${i}].addresses[${j}]`, address),
    ),
  );
  return [...type, ...addresses];
}

/** Upstream's networkPolicyWarnings. */
export function networkPolicyWarnings(policy: KubeObject): string[] {
  const peers = [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const;
  return peers.flatMap(([rules, list]) =>
    items(fields(policy['spec'])[rules]).flatMap((rule, i) =>
      items(fields(rule)[list]).flatMap((peer, j) => {
        const path = `spec.${rules}[${i}].${list}[${j}].ipBlock`;
        const { cidr, except } = fields(fields(peer)['ipBlock']);
        return [
          ...cidrWarnings(`${path}.cidr`, text(cidr)),
          ...texts(except).flatMap((range, k) => cidrWarnings(`${path}.except[${k}]`, range)),
        ];
      }),
    ),
  );
}

export function ingressWarnings(ingress: KubeObject): string[] {
  const isOld = Object.hasOwn(fields(fields(ingress.metadata)['annotations']), INGRESS_CLASS);
  if (!isOld || given(fields(ingress['spec'])['ingressClassName'])) return [];
  return [`annotation "${INGRESS_CLASS}" is deprecated, please use 'spec.ingressClassName' instead`];
}

/** Upstream's fieldIsDeprecatedWarnings. */
export function nodeWarnings(node: KubeObject): string[] {
  const { configSource, externalID } = fields(node['spec']);
  const source = given(configSource) ? ['spec.configSource: the feature is removed'] : [];
  if (text(externalID) === '') return source;
  return [...source, 'spec.externalID: this field is deprecated, and is unused by Kubernetes'];
}
