import { afterAll, beforeAll, expect, test } from 'vitest';
import { service, testServer, type TestServer } from './server.ts';

const DEFAULT = '/api/v1/namespaces/default';
let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  const ports = [
    { name: 'http', port: 80, targetPort: 8080 },
    { name: 'admin', port: 81, targetPort: 9999 },
  ];
  await server.ask('POST', `${DEFAULT}/services`, service('web', { ports }));
  await server.ask('POST', `${DEFAULT}/services`, service('lonely'));
  const containers = [{ name: 'c', image: 'x', ports: [{ containerPort: 8080 }] }];
  await server.ask('POST', `${DEFAULT}/pods`, {
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: { containers },
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
});
afterAll(() => server.close());

const proxied = (path: string) => server.ask('GET', `${DEFAULT}/${path}`);

test.each(['services/web:http/proxy/a/b', 'services/web:80/proxy/a/b', 'services/http:web:http/proxy/a/b'])(
  '%s arrives at the pod',
  async (path) => {
    const { status, text } = await proxied(path);
    expect(status).toBe(200);
    expect(text).toMatch(
      /^GET \/a\/b reaches (pod )?(default\/)?web, 10\.244\.\d+\.\d+:8080 on node\d, which sees \S+\.\n/,
    );
  },
);

test.each(['pods/web/proxy', 'pods/web:8080/proxy/'])('%s arrives too', async (path) => {
  expect(await proxied(path)).toMatchObject({ status: 200, text: expect.stringMatching(/^GET \/ reaches /) });
});

test.each([
  ['services/nope/proxy/', 404, 'services "nope" not found'],
  ['services/lonely/proxy/', 503, 'no endpoints available for service "lonely"'],
  ['services/web/proxy/', 503, 'no endpoints available for service "web"'],
  ['services/web:82/proxy/', 503, 'no service port 82 found for service "web"'],
  ['services/ftp:web:http/proxy/', 400, 'invalid service request "ftp:web:http"'],
  ['pods/nope/proxy/', 404, 'pods "nope" not found'],
])('%s is refused in the real words', async (path, status, message) => {
  expect((await proxied(path)).json).toMatchObject({ kind: 'Status', code: status, message });
});

test('what nobody has said to be open is taken to be, with a word', async () => {
  expect((await proxied('pods/web:9999/proxy/')).text).toMatch(/^GET \/ reaches .*:9999 .*assumed/s);
});

test("an address that is nobody's is told of as Go does", async () => {
  const ports = [{ port: 80 }];
  await server.ask('POST', `${DEFAULT}/services`, service('by-hand', { selector: {}, ports }));
  await server.ask('POST', `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices`, {
    metadata: { name: 'by-hand', labels: { 'kubernetes.io/service-name': 'by-hand' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.200'] }],
    ports: [{ port: 80, protocol: 'TCP' }],
  });
  const { json } = await proxied('services/by-hand/proxy/');
  expect(json).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
  expect(json.message).toMatch(
    /^error trying to reach service: dial tcp 10\.244\.1\.200:80: (connect: no route to host|i\/o timeout)$/,
  );
});

test('a kubelet tells of its health and its pods', async () => {
  expect((await server.ask('GET', '/api/v1/nodes/node1/proxy/healthz')).text).toBe('ok');
  const { json } = await server.ask('GET', '/api/v1/nodes/https:node1:10250/proxy/pods');
  expect(json.kind).toBe('PodList');
  expect(json.items.every((pod: { spec: { nodeName: string } }) => pod.spec.nodeName === 'node1')).toBe(true);
  expect((await server.ask('GET', '/api/v1/nodes/node1/proxy/stats')).status).toBe(404);
  expect((await server.ask('GET', '/api/v1/nodes/nope/proxy/healthz')).json.message).toBe('nodes "nope" not found');
});
