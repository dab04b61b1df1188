import { expect, test } from 'vitest';
import { compareMatrices } from '../../src/diagnose/compare.ts';
import { frontPorts } from '../../src/diagnose/front.ts';
import { reachMatrix } from '../../src/diagnose/matrix.ts';
import type { Service } from '../../src/api/service/type.ts';
import { compareText, matrixCsv, matrixData, matrixTable } from '../../src/render/diagnose/matrix.ts';
import { nginxConfiguration } from '../../src/render/trace/nginx.ts';
import { conntrackLines, isAlive } from '../../src/render/trace/conntrack.ts';
import { clusterWith, pod, service, slice } from '../trace/situations.ts';

const NODE_PORT = { type: 'NodePort', ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30080 }] };
const objects = [
  pod('web-1', '10.244.1.5'),
  pod('client', '10.244.2.9', { labels: { app: 'client' } }),
  service('web', '10.96.0.20', NODE_PORT),
  slice('web', ['10.244.1.5']),
  service('empty', '10.96.0.21'),
];

test('who reaches whom: sources that fare alike share a column', () => {
  expect(matrixTable(reachMatrix(clusterWith(objects)))).toBe(
    `SERVICE                2 pods         2 nodes        outside
default/empty:80/tcp   NO_ENDPOINTS   NO_ENDPOINTS   -
default/web:80/tcp     ok             ok             ok

2 pods: pod default/web-1, pod default/client
2 nodes: node node1, node node2
`,
  );
});

test('the matrix as CSV and as data holds every flow', () => {
  const matrix = reachMatrix(clusterWith(objects));
  const lines = matrixCsv(matrix).trimEnd().split('\r\n');
  expect(lines[0]).toBe('source,service,port,protocol,address,verdict,reason,delivered,backends');
  expect(lines).toHaveLength(1 + 9);
  expect(lines).toContain('pod default/client,default/web,80,tcp,10.96.0.20,delivered,DELIVERED,1,10.244.1.5:80');
  expect(matrixData(matrix)).toHaveLength(9);
});

test('a comparison names the gravest difference of each flow', () => {
  const after = objects.filter((object) => object.kind !== 'EndpointSlice');
  const matrix = (list: typeof objects): ReturnType<typeof reachMatrix> =>
    reachMatrix(clusterWith(list), { pods: 'nodes', addresses: 'all' });
  const differences = compareMatrices(matrix(objects), matrix([...after, slice('empty', ['10.244.1.5'])]));
  expect(differences).toContainEqual({
    source: 'outside',
    target: 'default/web:80/tcp by node port of node1',
    kind: 'verdict',
    before: 'delivered',
    after: 'rejected NO_ENDPOINTS',
  });
  expect(
    differences.filter((each) => each.target.startsWith('default/empty') && each.source.startsWith('a pod')),
  ).toHaveLength(2);
  expect(compareText(differences)).toMatch(/flows differ\n$/);
  expect(compareText(compareMatrices(matrix(objects), matrix(objects)))).toBe('no flow differs\n');
});

test('another endpoint, another probability', () => {
  const one = reachMatrix(clusterWith(objects), { pods: 'nodes' });
  const two = reachMatrix(clusterWith([...objects.filter((each) => each.kind !== 'EndpointSlice'), pod('web-2', '10.244.2.5'), slice('web', ['10.244.1.5', '10.244.2.5'])]), { pods: 'nodes' }); // prettier-ignore
  expect(new Set(compareMatrices(one, two).map((each) => each.kind))).toEqual(new Set(['endpoints']));
});

test('nginx balances over the nodes, and leaves out those that would drop', () => {
  const cluster = clusterWith(objects);
  const web = cluster.get('services', 'default', 'web') as Service;
  expect(nginxConfiguration(frontPorts(cluster, web))).toContain('upstream web {\n    server 192.168.2.118:30080;\n    server 192.168.2.119:30080;\n}\n'); // prettier-ignore
  const local = { ...web, spec: { ...web.spec, externalTrafficPolicy: 'Local' as const } };
  expect(nginxConfiguration(frontPorts(cluster, local))).toContain('# node2 has no endpoint');
  expect(() => frontPorts(cluster, cluster.get('services', 'default', 'empty') as Service)).toThrow(/no node port/);
});

test('conntrack shows what the tool shows, as long as the kernel would know it', () => {
  const connection = { protocol: 'tcp', original: ['192.168.2.50', '192.168.2.119', 43182, 30553], reply: ['10.244.1.11', '192.168.2.119', 80, 22018], answered: true, age: 1 } as const; // prettier-ignore
  expect(conntrackLines([connection])).toBe(
    'tcp      6 431999 ESTABLISHED src=192.168.2.50 dst=192.168.2.119 sport=43182 dport=30553 src=10.244.1.11 dst=192.168.2.119 sport=80 dport=22018 [ASSURED] mark=0 use=1\n',
  );
  expect(conntrackLines([{ ...connection, protocol: 'udp', answered: false }])).toContain('[UNREPLIED]');
  expect(isAlive({ ...connection, answered: false, age: 121 })).toBe(false);
});
