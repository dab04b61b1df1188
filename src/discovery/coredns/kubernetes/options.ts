import { corefileError, type Directive } from '../../corefile/parse.ts';
import { zonesFrom } from '../../corefile/zones.ts';
import type { Setup } from '../plugin.ts';

export interface KubernetesOptions {
  /** Absolute, lower case. */
  readonly zones: readonly string[];
  /** The first zone that is not a reverse one: PTR records point into it. */
  readonly primaryZone: string;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** seconds, 0..3600 */
  readonly ttl: number;
  /** Only these namespaces, if any are named. */
  readonly namespaces: ReadonlySet<string>;
  readonly endpointPodNames: boolean;
  readonly ignoreEmptyService: boolean;
  readonly noEndpoints: boolean;
  /** Zones whose unknown names are handed on; undefined: none. */
  readonly fallthrough: readonly string[] | undefined;
}

/** How the plug-in talks to the API server: nothing that an answer depends on. */
const CONNECTION = new Set([
  'endpoint', 'tls', 'kubeconfig', 'startup_timeout', 'apiserver_qps', 'apiserver_burst', 'apiserver_max_inflight',
]); // prettier-ignore
const NOT_SIMULATED = new Set(['labels', 'namespace_labels', 'multicluster', 'zonal']);

/**
 * The options of a `kubernetes` directive, defaults as CoreDNS has them (pods disabled, ttl 5). Throws a Corefile error for
 * what CoreDNS would not start with, and for the properties that are not simulated: answers would be wrong without them.
 */
export function kubernetesOptions(directive: Directive, setup: Setup): KubernetesOptions {
  const zones = zonesFrom(directive.args, setup.zones);
  const primaryZone = zones.find((zone) => !/(^|\.)(in-addr|ip6)\.arpa\.$/.test(zone));
  if (primaryZone === undefined) throw corefileError(directive, 'non-reverse zone name must be used');
  const options = {
    zones, primaryZone, pods: 'disabled' as KubernetesOptions['pods'], ttl: 5, namespaces: new Set<string>(), endpointPodNames: false,
    ignoreEmptyService: false, noEndpoints: false, fallthrough: undefined as readonly string[] | undefined,
  }; // prettier-ignore
  for (const property of directive.block) {
    const [first] = property.args;
    switch (property.name) {
      case 'pods':
        if (property.args.length !== 1)
          throw corefileError(property, "Wrong argument count or unexpected line ending after 'pods'");
        if (first !== 'disabled' && first !== 'insecure' && first !== 'verified') {
          throw corefileError(
            property,
            `wrong value for pods: ${first},  must be one of: disabled, verified, insecure`,
          );
        }
        options.pods = first;
        break;
      case 'ttl': {
        const ttl = Number(first);
        if (!/^-?\d+$/.test(first ?? ''))
          throw corefileError(property, `strconv.Atoi: parsing "${first ?? ''}": invalid syntax`);
        if (ttl < 0 || ttl > 3600) throw corefileError(property, `ttl must be in range [0, 3600]: ${ttl}`);
        options.ttl = ttl;
        break;
      }
      case 'namespaces':
        for (const name of property.args) options.namespaces.add(name.toLowerCase());
        break;
      case 'endpoint_pod_names':
        options.endpointPodNames = true;
        break;
      case 'noendpoints':
        options.noEndpoints = true;
        break;
      case 'ignore':
        if (first !== 'empty_service') throw corefileError(property, `unable to parse ignore value: '${first ?? ''}'`);
        options.ignoreEmptyService = true;
        break;
      case 'fallthrough':
        options.fallthrough = property.args.length === 0 ? ['.'] : zonesFrom(property.args, []);
        break;
      default:
        if (NOT_SIMULATED.has(property.name)) {
          throw corefileError(property, `kubernetes: property '${property.name}' is not simulated by kubesim`);
        }
        if (!CONNECTION.has(property.name)) throw corefileError(property, `unknown property '${property.name}'`);
    }
  }
  return options;
}
