import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runTest } from '../../src/check/run.ts';
import type { CheckResult } from '../../src/check/traffic-test.ts';
import { findTests } from '../../src/cli/check/test-files.ts';
import { checkTools } from '../../src/cli/check/tools.ts';
import { seededRandom } from '../../src/net/random.ts';

const scratch = mkdtempSync(join(tmpdir(), 'kubesim-check-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

async function check(spec: string): Promise<CheckResult[]> {
  writeFileSync(join(scratch, 'web.yaml'), MANIFESTS);
  const file = join(scratch, 'test.yaml');
  const body = `apiVersion: kubesim.dev/v1alpha1\nkind: TrafficTest\nmetadata: { name: t }\nspec:\n  manifests: [web.yaml]\n`;
  writeFileSync(file, body + spec.replace(/^/gm, '  '));
  const [found] = await findTests([file]);
  if (!found) throw new Error('no test found');
  return runTest(found, checkTools, { now: Date.UTC(2026, 0, 1), random: seededRandom('check') });
}

const problems = async (spec: string): Promise<string[]> => (await check(spec)).flatMap((result) => result.problems);

test('an expectation that does not hold says what was found, why, and where', async () => {
  const [result] = await check(`expect:\n  - reach: { to: 'udp web:80', verdict: delivered }`);
  expect(result).toMatchObject({
    passed: false,
    line: 7,
    problems: ['verdict: expected delivered; found unrouted'],
    reason: 'PORT_NOT_EXPOSED',
  });
});

test.each([
  [`service: { name: web, clusterIP: 10.96.0.77 }`, /^clusterIP: expected 10\.96\.0\.77, found 10\./],
  [`service: { name: web, endpoints: 3 }`, /^ready endpoints: expected 3, found 2$/],
  [`service: { name: web, nodePort: 30080 }`, /^nodePort: expected 30080, found 0$/],
  [`service: { name: wbe }`, /^services "wbe" not found/],
  [`resolve: { name: nope, rcode: NOERROR }`, /^nope: rcode: expected NOERROR, found NXDOMAIN$/],
  [`resolve: { name: web, addresses: [10.0.0.1] }`, /^web: addresses: expected 10\.0\.0\.1; found 10\./],
  [`env: { pod: deployment/web, has: [NOPE] }`, /has no variable NOPE$/],
  [`env: { pod: deployment/web, lacks: [KUBERNETES_SERVICE_HOST] }`, /has KUBERNETES_SERVICE_HOST=10\.96\.0\.1$/],
  [`reach: { to: 'tcp web:80', backends: ['10.0.0.1:80'] }`, /^backends: expected 10\.0\.0\.1:80; found 10\.244\./],
  [`reach: { to: 'tcp web:80', sourceSeen: 10.0.0.1 }`, /^source seen: expected 10\.0\.0\.1; found 10\.244\./],
  [`why: { service: web, reason: NO_ENDPOINTS }`, /^reason: expected NO_ENDPOINTS, found DELIVERED$/],
  [`why: { service: web, reason: DELIVERED, line: 4 }`, /^manifest line: expected 4, found none$/],
])('%s fails', async (expectation, message) => {
  expect((await problems(`expect:\n  - ${expectation}`))[0]).toMatch(message);
});

test('steps change what holds', async () => {
  const spec = `
steps:
  - expect: [{ service: { name: web, endpoints: 2 } }]
  - scale: { target: deployment/web, replicas: 5 }
  - expect: [{ service: { name: web, endpoints: 5 } }]
  - unready: deployment/web
  - expect: [{ service: { name: web, endpoints: 0 } }, { reach: { to: 'tcp web:80', verdict: rejected, reason: NO_READY_ENDPOINTS } }]
  - ready: deployment/web
  - wait: 5m
  - delete: service/web
  - expect: [{ resolve: { name: web, rcode: NXDOMAIN } }]
`;
  expect(await problems(spec)).toEqual([]);
});

test.each([
  [
    'expect: [{ reach: { to: "tcp web:80", verdikt: delivered } }]',
    /test\.yaml:6:41: spec\.expect\[0\]\.reach\.verdikt: unknown field \(did you mean verdict\?\)/,
  ],
  ['expect: [{ reach: {} }]', /spec\.expect\[0\]\.reach\.to: expected a text/],
  ['expect: [{ reach: { to: x }, service: { name: x } }]', /expected exactly one of resolve, reach, env, service, why/],
  ['proxyModes: [ebpf]\nexpect: []', /spec\.proxyModes\[0\]: "ebpf" is none of iptables, ipvs, nftables, userspace/],
  ['steps: [{ wait: soon }, { expect: [] }]', /spec\.steps\[0\]\.wait: expected a duration like 30s/],
  ['steps: []', /expects nothing/],
  ['expect: []', /expects nothing/],
  ['expect: [{ reach: { to: "tcp web" } }]', /reach\.to: no port in "tcp web"/],
  [
    'expect: [{ reach: { to: "tcp web 80", verdict: delivred } }]',
    /verdict: "delivred" is none of .*did you mean delivered/,
  ],
  [
    'expect: [{ why: { service: web, reason: NO_ENDPOINT } }]',
    /reason: "NO_ENDPOINT" is not known \(did you mean NO_ENDPOINTS\?\)/,
  ],
  ['expect: [{ reach: { to: "tcp web 80", from: job/web } }]', /from: "job\/web": expected KIND\/NAME/],
])('%s is refused', async (spec, message) => {
  await expect(check(spec)).rejects.toThrow(message);
});

test.each([
  ['expect:\n  - env: { pod: nope, has: [A] }', 7, ['pod/nope: there is no such pod in namespace default']],
  ['expect:\n  - reach: { to: "tcp web:80", from: deployment/wbe }', 7, ['deployment/wbe: there is no such deployment, or it has no pods, in namespace default']],
  ['steps:\n  - scale: { target: deployment/wbe, replicas: 2 }\nexpect: [{ service: { name: web } }]', 7, ['deployments.apps "wbe" not found']],
  ['steps:\n  - apply: nowhere.yaml\nexpect: [{ service: { name: web } }]', 7, [expect.stringMatching(/^the path ".*nowhere\.yaml" does not exist$/)]],
])('%s cannot be asked, and says so at its line', async (spec, line, said) => {
  const results = await check(spec);
  expect(results).toMatchObject([{ passed: false, unasked: true, line, problems: said }]);
}); // prettier-ignore

test('a manifest that is refused is named with file, line and column', async () => {
  writeFileSync(
    join(scratch, 'bad.yaml'),
    'apiVersion: v1\nkind: Service\nmetadata: { name: bad }\nspec: { type: Foo, ports: [{ port: 80 }] }\n',
  );
  const [result] = await check('steps:\n  - apply: bad.yaml\nexpect: [{ service: { name: bad } }]');
  expect(result?.problems.join()).toMatch(/Service "bad" is invalid: spec.type: .*bad\.yaml:4:9: spec\.type$/);
});

test('without a verdict or reason a request has to be delivered', async () => {
  expect(await problems(`expect:\n  - reach: { to: 'udp web:80' }`)).toEqual(['verdict: expected delivered; found unrouted']); // prettier-ignore
  expect(await problems(`expect:\n  - reach: { to: 'udp web:80', reason: PORT_NOT_EXPOSED }`)).toEqual([]);
});

test('a version of the format that is not known is refused', async () => {
  const file = join(scratch, 'other.yaml');
  writeFileSync(
    file,
    'apiVersion: kubesim.dev/v2\nkind: TrafficTest\nspec: { expect: [{ service: { name: web } }] }\n',
  );
  await expect(findTests([file])).rejects.toThrow(/other\.yaml:1:1: apiVersion: "kubesim\.dev\/v2" is none of/);
});
