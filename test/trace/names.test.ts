import { expect, test } from 'vitest';
import { adviceOf } from '../../src/diagnose/reasons.ts';
import { summaryTrace } from '../../src/render/trace/summary.ts';
import { ask, clusterWith, pod, service, slice } from './situations.ts';

/** What a trace says where the name, not the packet, is the trouble. */

const alias = (externalName: string) => service('out', '', { type: 'ExternalName', externalName, selector: null, clusterIPs: [] }); // prettier-ignore
const shop = { ...service('cart', '10.96.0.30'), metadata: { name: 'cart', namespace: 'shop' } };
const dns = { assumeDns: true };
const corefile = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'coredns', namespace: 'kube-system' }, data: { Corefile: '.:53 {\n  kubernetes cluster.local in-addr.arpa ip6.arpa\n  forward . /etc/resolv.conf\n}\n' } }; // prettier-ignore

test.each([
  ['an alias of a name outside', [alias('api.example.com')], 'curl http://out', 'NO_ADDRESS', /lies outside the cluster/, /--resolve out:80:ADDRESS/],
  ['an alias of an address', [alias('192.0.2.7')], 'nc -zv out 80', 'NXDOMAIN', /which is an address and no name/, /^Look at spec.externalName.*EndpointSlice/],
  ['a Service of another namespace', [shop], 'curl http://cart', 'NXDOMAIN', /^Service cart is in namespace shop\.$/, /^Ask for cart\.shop\.$/],
  ['no such Service', [], 'tcp cart 80', 'NXDOMAIN', /^There is no Service cart in namespace default\.$/, /NAME\.NAMESPACE/],
  ['a name outside', [], 'curl http://example.com', 'DNS_UNREACHABLE', /no name of this cluster/, /hosts plug-in/],
  ['nslookup of another namespace', [shop], 'nslookup cart', 'NXDOMAIN', /in namespace shop/, /cart\.shop/],
])('%s', (_, objects, line, reason, cause, fix) => {
  const result = ask(clusterWith([corefile, ...objects]), line, dns);
  expect(result.reason).toBe(reason);
  const advice = adviceOf(result);
  expect(advice.cause).toMatch(cause);
  expect(advice.fix).toMatch(fix);
  expect(summaryTrace(result)).toContain(`why:   ${advice.cause}`);
}); // prettier-ignore

test('nslookup goes through the search list, dig does not', () => {
  const cluster = clusterWith([corefile, service('web', '10.96.0.20')]);
  expect(ask(cluster, 'nslookup web', dns).dns.map(({ query }) => query)).toEqual(['web.default.svc.cluster.local']);
  expect(ask(cluster, 'dig web', dns).reason).toBe('NXDOMAIN');
  expect(summaryTrace(ask(cluster, 'dig -x 10.96.0.20', dns))).toContain('PTR: web.default.svc.cluster.local.');
});

test('who asks a headless Service on its own port is told that nothing translates it', () => {
  const pods = [pod('web-1', '10.244.1.5'), slice('web', ['10.244.1.5'])];
  const headless = (targetPort: number) => clusterWith([...pods, service('web', 'None', { ports: [{ port: 8080, targetPort }] })]); // prettier-ignore
  expect(ask(headless(80), 'curl web:8080', dns).notes).toEqual([expect.stringContaining('nothing turns port 8080')]);
  expect(ask(headless(8080), 'curl web:8080', dns).notes).toBeUndefined();
  expect(ask(headless(80), 'curl web:80', dns).notes).toBeUndefined();
});

test('a client outside has another address than what it asks', () => {
  const cluster = clusterWith([service('web', '10.96.0.20', { externalIPs: ['198.51.100.7'] }), slice('web', ['10.244.1.5'])]); // prettier-ignore
  expect(ask(cluster, 'tcp 198.51.100.7 80', { from: 'external' }).source.ip).toBe('198.51.100.8');
  expect(ask(cluster, 'tcp 192.168.2.118 80', { from: 'external' }).source.ip).toBe('198.51.100.7');
  // In IPVS mode the external address is bound to every node: from there nobody outside can come.
  const ipvs = clusterWith([service('web', '10.96.0.20', { externalIPs: ['198.51.100.7'] }), slice('web', ['10.244.1.5'])], { proxy: { ...cluster.config.proxy, mode: 'ipvs' } }); // prettier-ignore
  expect(ask(ipvs, 'tcp 10.96.0.20 80', { from: 'external' })).toMatchObject({
    verdict: 'delivered',
    source: { ip: '198.51.100.8' },
  });
});
