import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import { fields } from '../../src/api/go-value.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { Service } from '../../src/api/service/type.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { importDocuments, importDump } from '../../src/cluster/import.ts';
import { podStartRevision, servicesSeenBy } from '../../src/cluster/pod-start.ts';
import { readManifest } from '../../src/manifest/read.ts';
import { objectOf } from '../../src/manifest/identify.ts';
import { begin, service } from './support.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const recordings = join(import.meta.dirname, '..', 'recordings');
const SCENARIOS = ['1.36', '1.20'].flatMap((version) =>
  readdirSync(join(recordings, version)).map((scenario) => [version, scenario] as const),
);

async function documentsOf(version: string, scenario: string) {
  const text = readFileSync(join(recordings, version, scenario, 'cluster.yaml'), 'utf8');
  const { documents, error } = await readManifest(text, 'cluster.yaml');
  if (error) throw error;
  return documents;
}

async function imported(text: string): Promise<Cluster> {
  return importDump((await readManifest(text, 'dump.yaml')).documents);
}

test.each(SCENARIOS)('%s/%s: every object is there as it was, and nothing else', async (version, scenario) => {
  const documents = await documentsOf(version, scenario);
  const cluster = importDump(documents);
  let count = 0;
  for (const plural of cluster.plurals())
    if (plural !== 'endpointslices' || version !== '1.20') count += cluster.all(plural).size;
  expect(count).toBe(documents.length);
  for (const document of documents) {
    const object = objectOf(document);
    const { managedFields: _, ...metadata } = object.metadata;
    const found = [...cluster.plurals()]
      .map((plural) => cluster.get(plural, metadata.namespace ?? '', metadata.name))
      .find((candidate) => candidate?.kind === object.kind);
    expect(found).toEqual({ ...object, metadata });
  }
  expect(cluster.revision).toBeGreaterThanOrEqual(
    Math.max(...documents.map(({ value }) => Number(fields(fields(value)['metadata'])['resourceVersion']))),
  );
});

test.each(SCENARIOS)('%s/%s: the cluster is set up as it was', async (version, scenario) => {
  const { config } = importDump(await documentsOf(version, scenario));
  const dual = scenario === 'dualstack';
  expect(config).toMatchObject({
    imported: true,
    kubeVersion: version,
    serviceCIDRs: dual ? ['10.96.0.0/12', 'fd00:10:96::/112'] : ['10.96.0.0/12'],
    podCIDRs: dual ? ['10.244.0.0/16', 'fd00:10:244::/48'] : ['10.244.0.0/16'],
    clusterDNS: ['10.96.0.10'],
    clusterDomain: 'cluster.local',
  });
});

test('a null that somebody left in a dump is a field that is not there', async () => {
  const cluster = await imported(`apiVersion: v1
kind: Service
metadata: {name: web, namespace: default, labels: null}
spec: {clusterIP: 10.96.0.5, selector: null, ports: [null, {name: null, port: 80, protocol: null}], externalIPs: null}
status: {loadBalancer: null}
---
{apiVersion: v1, kind: Node, metadata: {name: node1}, spec: null, status: null}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: web-1, namespace: default}, addressType: IPv4, endpoints: null, ports: null}
`);
  const { metadata, spec, status } = cluster.get('services', 'default', 'web') as Service;
  expect(metadata.labels).toBeUndefined();
  expect(spec).toEqual({ clusterIP: '10.96.0.5', ports: [{ port: 80 }] });
  expect(status).toEqual({ loadBalancer: {} });
  expect(cluster.get('nodes', '', 'node1')).toMatchObject({ spec: {} });
  expect(cluster.get('endpointslices', 'default', 'web-1')).toMatchObject({ endpoints: null, ports: null });
});

test('what somebody took out of a dump is what it is to Go: the zero value', async () => {
  const cluster = await imported(`apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, namespace: default}
addressType: IPv4
endpoints: [{conditions: {ready: true}}, {addresses: null}]
---
{apiVersion: v1, kind: Service, metadata: {name: web}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, ports: [{}]}]}}
`);
  const { endpoints } = cluster.get('endpointslices', 'default', 'web-1') as EndpointSlice;
  expect(endpoints).toEqual([
    { addresses: [], conditions: { ready: true } },
    { addresses: [], conditions: {} },
  ]);
  expect(cluster.get('services', 'default', 'web')).toMatchObject({ spec: {}, status: { loadBalancer: {} } });
  expect(cluster.get('pods', 'default', 'p')?.['spec']).toEqual({
    containers: [{ name: 'c', ports: [{ containerPort: 0 }], resources: {} }],
  });
});

test.each([
  ['{apiVersion: v1, kind: Service, metadata: {name: web},\nspec: {ports: 80}}', 'dump.yaml:2:8: spec.ports'],
  ['{apiVersion: v1, kind: Service, metadata: {name: web},\nspec: {type: [a]}}', 'dump.yaml:2:8: spec.type'],
  ['{apiVersion: v1, kind: Node, metadata: {name: a},\nstatus: {capacity: {cpu: many}}}', 'dump.yaml:1:1: Node'],
  [
    '{apiVersion: v1, kind: Service, metadata: {name: web},\nspec: {ports: [{port: 1, protocol: X}]}}',
    'dump.yaml:2:26: spec.ports[0].protocol',
  ],
  ['{apiVersion: v1, kind: Namespace,\nmetadata: {}}', 'dump.yaml:2:1: metadata.name'],
])('%s is refused: no API server wrote it', async (text, hint) => {
  await expect(imported(text)).rejects.toMatchObject({ name: 'UserError', exitCode: 1, hint });
});

test('EndpointSlices of the version that 1.20 dumps are read as today’s', async () => {
  const cluster = await imported(`apiVersion: discovery.k8s.io/v1beta1
kind: EndpointSlice
metadata: {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{name: "", port: 80, protocol: TCP}]
endpoints:
- addresses: [10.244.1.5]
  conditions: {ready: true}
  topology: {kubernetes.io/hostname: node1, topology.kubernetes.io/zone: a, topology.kubernetes.io/region: r}
- addresses: [192.0.2.1]
`);
  const slice = cluster.get('endpointslices', 'default', 'web-1') as EndpointSlice;
  expect(slice.apiVersion).toBe('discovery.k8s.io/v1');
  expect(slice.endpoints).toEqual([
    {
      addresses: ['10.244.1.5'],
      conditions: { ready: true },
      nodeName: 'node1',
      zone: 'a',
      deprecatedTopology: { 'topology.kubernetes.io/region': 'r' },
    },
    { addresses: ['192.0.2.1'], conditions: {} },
  ]);
});

test('1.20 mirrored Endpoints made by hand as ready throughout, others as they are', async () => {
  const endpoints = (name: string) => `apiVersion: v1
kind: Endpoints
metadata: {name: ${name}, namespace: default}
subsets: [{notReadyAddresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: default}
spec: {clusterIP: 10.96.0.5, ports: [{port: 80}]${name === 'made' ? ', selector: {app: made}' : ''}}
---
`;
  const node = (release: string) =>
    `apiVersion: v1\nkind: Node\nmetadata: {name: node1}\nstatus: {nodeInfo: {kubeletVersion: v${release}.2}}\n`;
  const ready = async (release: string): Promise<unknown> => {
    const cluster = await imported(endpoints('hand') + endpoints('made') + node(release));
    const slices = [...cluster.all('endpointslices').values()] as EndpointSlice[];
    return slices.map((slice) => [slice.metadata.labels?.[SERVICE_NAME], slice.endpoints?.[0]?.conditions?.ready]);
  };
  expect(await ready('1.20')).toEqual([['hand', true], ['made', false]]); // prettier-ignore
  expect(await ready('1.36')).toEqual([['hand', false], ['made', false]]); // prettier-ignore
});

test('Endpoints without EndpointSlices give the slices that say the same', async () => {
  const cluster = importDump(await documentsOf('1.20', 'types'));
  const addresses = (object: KubeObject): string[] =>
    (object as EndpointSlice).endpoints?.flatMap(({ addresses: own, conditions }) => (conditions?.ready ? own : [])) ??
    [];
  const bySlices = new Map<string, string[]>();
  for (const slice of cluster.all('endpointslices').values()) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
    bySlices.set(key, [...(bySlices.get(key) ?? []), ...addresses(slice)]);
  }
  for (const [key, endpoints] of cluster.all('endpoints')) {
    const subsets = (endpoints['subsets'] ?? []) as { addresses?: { ip: string }[] }[];
    const wanted = subsets.flatMap((subset) => (subset.addresses ?? []).map(({ ip }) => ip));
    expect((bySlices.get(key) ?? []).sort()).toEqual(wanted.sort());
  }
  expect(cluster.get('endpointslices', 'default', 'kubernetes')).toBeDefined();
  const zoned = [...cluster.all('endpointslices').values()].flatMap(
    (slice) => (slice as EndpointSlice).endpoints ?? [],
  );
  expect(zoned.some(({ zone }) => zone === 'zone-a')).toBe(true);
});

test('a pod has seen the Services that are older than its containers', async () => {
  const text = `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: late, creationTimestamp: "2026-01-01T00:00:09Z"}, spec: {clusterIP: 10.96.0.9}}
- {apiVersion: v1, kind: Service, metadata: {name: early, creationTimestamp: "2026-01-01T00:00:01Z"}, spec: {clusterIP: 10.96.0.8}}
- {apiVersion: v1, kind: Service, metadata: {name: same, creationTimestamp: "2026-01-01T00:00:05Z"}, spec: {clusterIP: 10.96.0.7}}
- apiVersion: v1
  kind: Pod
  metadata: {name: p, uid: u1}
  status:
    startTime: "2026-01-01T00:00:00Z"
    containerStatuses: [{name: c, restartCount: 0, ready: true, state: {running: {startedAt: "2026-01-01T00:00:05Z"}}}]
`;
  const cluster = await imported(text);
  const pod = cluster.get('pods', 'default', 'p');
  if (!pod) throw new Error('no pod');
  expect([...servicesSeenBy(cluster, pod).keys()]).toEqual(['default/early', 'default/same']);
  expect(podStartRevision(cluster, pod)).toBe(2);
  expect(cluster.revision).toBe(3);
});

const SERVICE = (spec: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes, namespace: default}\nspec: ${spec}\n`;

test.each([
  [
    'another service network',
    SERVICE('{clusterIP: 172.20.0.1}'),
    { serviceCIDRs: ['172.20.0.0/16'], clusterDNS: ['172.20.0.10'] },
  ],
  [
    'an IPv6 cluster',
    SERVICE('{clusterIP: "fd01::1", clusterIPs: ["fd01::1"]}'),
    { serviceCIDRs: ['fd01::/112'], clusterDNS: ['fd01::a'] },
  ],
  [
    'a port out of the usual range',
    SERVICE('{clusterIP: 10.96.0.1, ports: [{port: 1, nodePort: 8080}]}'),
    { nodePortRange: { from: 8080, to: 32767 } },
  ],
  [
    'other pod networks',
    'apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {podCIDR: 172.16.5.0/24}\n---\napiVersion: v1\nkind: Node\nmetadata: {name: b}\nspec: {podCIDR: 172.17.5.0/24}\n',
    { podCIDRs: ['172.16.0.0/15'], proxy: { clusterCIDR: '172.16.0.0/15' } },
  ],
  [
    'nodes without pod networks',
    'apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {}\n',
    { podCIDRs: [], proxy: { clusterCIDR: '' } },
  ],
  [
    'old kubelets',
    'apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {nodeInfo: {kubeletVersion: v1.19.4}}\n',
    { kubeVersion: '1.20' },
  ],
  [
    'namespaces of an old API server',
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, uid: 5b1c}\n',
    { kubeVersion: '1.20' },
  ],
  ['namespaces written by hand', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n', { kubeVersion: '1.36' }],
  [
    "kubeadm's notes",
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubeadm-config, namespace: kube-system}\ndata:\n  ClusterConfiguration: |\n    networking:\n      dnsDomain: k8s.example\n      podSubnet: 10.1.0.0/16\n      serviceSubnet: 10.2.0.0/16\n',
    {
      clusterDomain: 'k8s.example',
      podCIDRs: ['10.1.0.0/16'],
      serviceCIDRs: ['10.2.0.0/16'],
      clusterDNS: ['10.2.0.10'],
    },
  ],
  [
    "kubelet's DNS",
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubelet-config-1.20, namespace: kube-system}\ndata:\n  kubelet: |\n    clusterDNS:\n    - 169.254.20.10\n    clusterDomain: a.b\n',
    { clusterDNS: ['169.254.20.10'], clusterDomain: 'a.b' },
  ],
  [
    'a ServiceCIDR',
    'apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: kubernetes}\nspec: {cidrs: [10.3.0.0/24]}\n',
    { serviceCIDRs: ['10.3.0.0/24'] },
  ],
])('guesses: %s', async (_, text, config) => {
  expect((await imported(text)).config).toMatchObject(config);
});

test('several documents, several lists, kinds that are no concern', async () => {
  const list = '{"apiVersion":"v1","kind":"ServiceList","items":[{"metadata":{"name":"a","namespace":"x"},"spec":{}}]}';
  const { documents } = await readManifest(
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n---\n${list}\n`,
    'dump.yaml',
  );
  const tx = begin();
  expect(importDocuments(tx, documents)).toEqual({ imported: 1, skipped: new Map([['Secret', 1]]) });
  expect((tx.get('services', 'x', 'a') as Service).kind).toBe('Service');
});

test('what is changed after an import comes after it in the ledger', async () => {
  const cluster = importDump(await documentsOf('1.36', 'types'));
  const last = [...cluster.ledger].at(-1)?.revision ?? 0;
  expect(last).toBeLessThan(cluster.revision);
  expect(cluster.ledger).toHaveLength(cluster.all('services').size);
  expect(service('x').kind).toBe('Service');
});
