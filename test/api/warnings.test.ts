import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import { warningsOf } from '../../src/api/warnings.ts';

/** An object of the kind, its fields written as YAML flow. */
function object(kind: string, rest: string, name = 'a'): KubeObject {
  const { metadata = {}, ...others } = parse(rest) as Record<string, object>;
  return { apiVersion: 'v1', kind, metadata: { name, ...metadata }, ...others };
}

function told(kind: string, rest: string, name?: string): string[] {
  return warningsOf(object(kind, rest, name));
}

const NO_POD = 'a null labelSelector results in matching no pod';

describe('Services', () => {
  const DEPRECATED = 'spec.externalIPs is deprecated and may no longer be implemented in some clusters';

  it.each([
    ['spec: {type: ClusterIP, externalIPs: [192.0.2.1]}', [DEPRECATED]],
    [
      'spec: {type: ClusterIP, clusterIP: None, externalIPs: [192.0.2.1]}',
      ['spec.externalIPs is ignored for headless services'],
    ],
    [
      'spec: {type: ExternalName, externalIPs: [192.0.2.1]}',
      ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
    ],
    [
      'spec: {type: ClusterIP, externalIPs: ["2001:DB8::1", "2001:db8::2"]}',
      [
        'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
        DEPRECATED,
      ],
    ],
    [
      'spec: {type: LoadBalancer, loadBalancerIP: "::ffff:1.2.3.4"}',
      ['spec.loadBalancerIP: non-standard IP address "::ffff:1.2.3.4" is invalid: use "1.2.3.4"'],
    ],
    ['spec: {type: LoadBalancer, loadBalancerIP: pool-a}', []],
    [
      'spec: {type: LoadBalancer, loadBalancerSourceRanges: ["2001:DB8::/32", "10.0.0.0/8"]}',
      [
        'spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
      ],
    ],
  ])('%s', (rest, expected) => expect(told('Service', rest)).toEqual(expected));

  it('are looked at in full on every change', () => {
    const service = object('Service', 'spec: {type: ClusterIP, externalIPs: [192.0.2.1]}');
    expect(warningsOf(service, service)).toEqual([DEPRECATED]);
  });
});

describe('Pods', () => {
  const ports = (...list: string[]): string => `spec: {containers: [{name: c, ports: [${list.join(', ')}]}]}`;

  it.each([
    [
      ports('{containerPort: 80, protocol: TCP}', '{containerPort: 80, protocol: TCP, hostPort: 8080}'),
      ['spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]'],
    ],
    [
      ports(
        '{containerPort: 80, protocol: TCP, hostPort: 80}',
        '{containerPort: 80, protocol: TCP, hostPort: 80, hostIP: 1.2.3.4}',
      ),
      ['spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]'],
    ],
    [
      ports('{name: http, containerPort: 80, protocol: TCP, hostIP: 1.2.3.4}'),
      [
        'spec.containers[0].ports[0]: hostIP set without hostPort: {Name:http HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}',
      ],
    ],
    [
      'spec: {containers: [{name: a, ports: [{containerPort: 80, name: web}]}, {name: b, ports: [{containerPort: 81, name: web}]}]}',
      [
        'spec.containers[1].ports[0]: duplicate port name "web" with spec.containers[0].ports[0], services and probes that select ports by name will use spec.containers[0].ports[0]',
      ],
    ],
    [
      'spec: {initContainers: [{name: i, ports: [{containerPort: 80, protocol: TCP}]}], containers: [{name: a, ports: [{containerPort: 80, protocol: TCP}]}]}',
      ['spec.containers[0].ports[0]: duplicate port definition with spec.initContainers[0].ports[0]'],
    ],
    [
      'spec: {containers: [{name: a, env: [{name: A, value: x}, {name: A, value: "$(A)"}, {name: A, value: "$(A):y"}]}]}',
      ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply'],
    ],
    [
      'spec: {containers: [{name: a, resources: {limits: {memory: 100m, cpu: 100m}, requests: {ephemeral-storage: 1500m}}}]}',
      [
        'spec.containers[0].resources.limits[memory]: fractional byte value "100m" is invalid, must be an integer',
        'spec.containers[0].resources.requests[ephemeral-storage]: fractional byte value "1500m" is invalid, must be an integer',
      ],
    ],
    [
      'spec: {nodeSelector: {beta.kubernetes.io/os: linux}, topologySpreadConstraints: [{topologyKey: failure-domain.beta.kubernetes.io/zone}]}',
      [
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
        'spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
        `spec.topologySpreadConstraints[0].labelSelector: ${NO_POD}`,
      ],
    ],
    [
      'spec: {affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, podAffinityTerm: {topologyKey: a}}]}}}',
      [
        `spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.labelSelector: ${NO_POD}`,
      ],
    ],
    [
      'metadata: {annotations: {scheduler.alpha.kubernetes.io/critical-pod: ""}}',
      [
        'metadata.annotations[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead',
      ],
    ],
    [
      'spec: {hostAliases: [{ip: 1.2.3.4}, {ip: 1.2.3.4}], imagePullSecrets: [{name: ""}], terminationGracePeriodSeconds: -1}',
      [
        'spec.hostAliases[1].ip: duplicate ip "1.2.3.4"',
        'spec.imagePullSecrets[0].name: invalid empty name ""',
        'spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1',
      ],
    ],
    [
      'spec: {volumes: [{name: v, gitRepo: {repository: r}}, {name: w, configMap: {name: c, items: [{key: a, path: d/a}, {key: b, path: d/}]}}]}',
      [
        'spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
        'volume "w" (ConfigMap "c"): overlapping paths: "d" with "d/a"',
      ],
    ],
    [
      'spec: {volumes: [{name: p, projected: {sources: [{serviceAccountToken: {path: t}}, {secret: {name: s, items: [{key: k, path: t}]}}, {}]}}]}',
      [
        'volume "p" (Projected) has no sources provided',
        'volume "p" (Projected): overlapping paths: "t" (Secret "s") with "t" (ServiceAccountToken)',
      ],
    ],
  ])('%s', (rest, expected) => expect(told('Pod', rest)).toEqual(expected));

  it('have a name that becomes a host name', () => {
    const advice = 'which can result in surprising behavior; a DNS label is recommended: [must not contain dots]';
    expect(told('Pod', '{}', 'a.b')).toEqual([`metadata.name: this is used in the Pod's hostname, ${advice}`]);
    expect(told('Deployment', '{}', 'a.b')).toEqual([
      `metadata.name: this is used in Pod names and hostnames, ${advice}`,
    ]);
    expect(told('Service', '{}', 'a.b')).toEqual([]);
  });

  it('are not looked at again when they change', () => {
    const pod = object('Pod', 'spec: {terminationGracePeriodSeconds: -1}', 'a.b');
    expect(warningsOf(pod, pod)).toEqual([]);
  });
});

describe('Pod templates', () => {
  const rest = (generation: number): string =>
    `{metadata: {generation: ${generation}, annotations: {}}, spec: {template: {metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/c: unconfined}}, spec: {containers: [{name: c}]}}}}`;
  const warning =
    'spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]: deprecated since v1.30; use the "appArmorProfile" field instead';

  it('are looked at again when the generation moves', () => {
    const [first, second] = [object('Deployment', rest(1)), object('Deployment', rest(2))];
    expect(warningsOf(first)).toEqual([warning]);
    expect(warningsOf(second, first)).toEqual([warning]);
    expect(warningsOf(second, second)).toEqual([]);
  });
});

describe('Other kinds', () => {
  it.each([
    ['EndpointSlice', 'addressType: FQDN', ['spec.addressType: FQDN endpoints are deprecated']],
    [
      'EndpointSlice',
      'endpoints: [{addresses: ["FD00::1"]}]',
      ['endpoints[0].addresses[0]: IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")'],
    ],
    [
      'NetworkPolicy',
      'spec: {egress: [{to: [{ipBlock: {cidr: "FD00::/8", except: ["fd00:0::/16"]}}]}]}',
      [
        'spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value "FD00::/8" should be in RFC 5952 canonical format ("fd00::/8")',
        'spec.egress[0].to[0].ipBlock.except[0]: IPv6 CIDR value "fd00:0::/16" should be in RFC 5952 canonical format ("fd00::/16")',
      ],
    ],
    [
      'Ingress',
      'metadata: {annotations: {kubernetes.io/ingress.class: nginx}}',
      [`annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead`],
    ],
    ['Node', 'spec: {externalID: x}', ['spec.externalID: this field is deprecated, and is unused by Kubernetes']],
  ])('%s %s', (kind, rest, expected) => expect(told(kind, rest)).toEqual(expected));
});
