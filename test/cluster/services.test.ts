import { expect, test } from 'vitest';
import type { Service, ServiceSpec } from '../../src/api/service/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { createObject } from '../../src/cluster/create.ts';
import { deleteObject } from '../../src/cluster/delete.ts';
import { updateObject } from '../../src/cluster/update.ts';
import { patchObject } from '../../src/cluster/patch.ts';
import { address } from '../../src/net/address.ts';
import { contains, prefix } from '../../src/net/prefix.ts';
import { begin, refusal, service } from './support.ts';

const DUAL = { serviceCIDRs: ['10.96.0.0/12', 'fd00:10:96::/112'] };

function spec(object: KubeObject): ServiceSpec {
  return (object as Service).spec;
}

test('a new Service gets an address of the dynamic band, a family and a policy', () => {
  const made = spec(createObject(begin(), service('web')));
  expect(made).toMatchObject({ ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', clusterIPs: [made.clusterIP] });
  expect(contains(prefix('10.96.0.0/12'), address(made.clusterIP ?? ''))).toBe(true);
  expect(address(made.clusterIP ?? '').bits).toBeGreaterThan(address('10.96.1.0').bits as number);
});

test('addresses are refused in the words of the API server', () => {
  const tx = begin();
  createObject(tx, service('taken', { clusterIP: '10.96.100.1' }));
  const causes = (clusterIP: string): string | undefined =>
    refusal(() => createObject(tx, service('bad', { clusterIP }))).message;
  const head = 'Service "bad" is invalid: ';
  const outside = 'the provided network does not match the current range';
  expect(causes('10.96.100.1')).toBe(
    `${head}spec.clusterIPs: Invalid value: ["10.96.100.1"]: failed to allocate IP 10.96.100.1: provided IP is already allocated`,
  );
  for (const text of ['192.168.1.1', '10.96.0.0', '10.111.255.255']) {
    expect(causes(text)).toBe(
      `${head}spec.clusterIPs: Invalid value: ["${text}"]: failed to allocate IP ${text}: ${outside}`,
    );
  }
  expect(causes('fd00::10')).toBe(
    `${head}spec.clusterIPs[0]: Invalid value: ["fd00::10"]: IPv6 is not configured on this cluster`,
  );
  expect(causes('10.096.0.5')).toContain('spec.clusterIPs[0]: Invalid value: "10.096.0.5": must not have leading 0s');
});

test('whoever claims the address of the cluster DNS is told how to move it', () => {
  const tx = begin();
  const dns = service('kube-dns', { clusterIP: '10.96.0.10' }, { namespace: 'kube-system' });
  createObject(tx, dns);
  const error = refusal(() => createObject(tx, service('web', { clusterIP: '10.96.0.10' })));
  expect(error.message).toContain('failed to allocate IP 10.96.0.10: provided IP is already allocated');
  expect(error.hint).toMatch(/kube-system\/kube-dns.*clusterDNS/s);
});

test.each([
  [
    { ports: [{ port: 80, nodePort: 8080 }] },
    'spec.ports[0].nodePort: Invalid value: 8080: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
  [
    { ports: [{ port: 80, nodePort: 30123 }] },
    'spec.ports[0].nodePort: Invalid value: 30123: provided port is already allocated',
  ],
  [
    {
      ports: [
        { name: 'a', port: 80, nodePort: 30201 },
        { name: 'b', port: 81, nodePort: 30201 },
      ],
    },
    'spec.ports[1].nodePort: Invalid value: 30201: provided port is already allocated',
  ],
])('node ports are refused in the words of the API server: %o', (more, text) => {
  const tx = begin();
  createObject(tx, service('np', { type: 'NodePort', ports: [{ port: 80, nodePort: 30123 }] }));
  expect(refusal(() => createObject(tx, service('bad', { type: 'NodePort', ...more }))).message).toBe(
    `Service "bad" is invalid: ${text}`,
  );
});

test('ports with the same number share one node port', () => {
  const ports = [
    { name: 'a', port: 53, protocol: 'TCP' },
    { name: 'b', port: 53, protocol: 'UDP' },
    { name: 'c', port: 54 },
  ];
  const made = spec(createObject(begin(), service('dns', { type: 'NodePort', ports }))).ports ?? [];
  expect(made[0]?.nodePort).toBe(made[1]?.nodePort);
  expect(made[2]?.nodePort).not.toBe(made[0]?.nodePort);
  expect(made.every(({ nodePort = 0 }) => nodePort > 30085)).toBe(true);
});

test('a load balancer with local policy gets a health check port; without node ports it gets none', () => {
  const tx = begin();
  const local = spec(createObject(tx, service('a', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' })));
  expect(local.healthCheckNodePort).toBeGreaterThan(30085);
  expect(local.ports?.[0]?.nodePort).not.toBe(local.healthCheckNodePort);
  const none = spec(createObject(tx, service('b', { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false })));
  expect(none.ports?.[0]?.nodePort).toBeUndefined();
  const port = local.healthCheckNodePort;
  const asked = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: port };
  expect(refusal(() => createObject(tx, service('c', asked))).message).toBe(
    `Internal error occurred: failed to allocate requested HealthCheck NodePort ${port}: provided port is already allocated`,
  );
});

test.each([
  [DUAL, { ipFamilyPolicy: 'PreferDualStack' }, ['IPv4', 'IPv6'], 2],
  [{}, { ipFamilyPolicy: 'PreferDualStack' }, ['IPv4'], 1],
  [DUAL, { ipFamilies: ['IPv6'] }, ['IPv6'], 1],
  [DUAL, { ipFamilies: ['IPv6', 'IPv4'], ipFamilyPolicy: 'RequireDualStack' }, ['IPv6', 'IPv4'], 2],
  [DUAL, { clusterIP: 'fd00:10:96::32' }, ['IPv6'], 1],
  [DUAL, {}, ['IPv4'], 1],
])('families: %o with %o', (config, more, families, addresses) => {
  const made = spec(createObject(begin(config), service('web', more)));
  expect(made.ipFamilies).toEqual(families);
  expect(made.clusterIPs).toHaveLength(addresses);
  expect(made.clusterIPs?.[0]).toBe(made.clusterIP);
  made.clusterIPs?.forEach((text, i) => expect(address(text).family === 4).toBe(families[i] === 'IPv4'));
});

test('a headless Service without a selector is dual stack even where the cluster is not', () => {
  const made = spec(createObject(begin(), service('head', { clusterIP: 'None', selector: undefined })));
  expect(made).toMatchObject({
    ipFamilies: ['IPv4', 'IPv6'],
    ipFamilyPolicy: 'RequireDualStack',
    clusterIPs: ['None'],
  });
});

test.each([
  [
    { ipFamilyPolicy: 'RequireDualStack' },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  [{ ipFamilies: ['IPv6'] }, 'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster'],
  [
    { ipFamilies: ['IPv4', 'IPv6'] },
    `spec.ipFamilyPolicy: Invalid value: "SingleStack": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified`,
  ],
])('families are refused in the words of the API server: %o', (more, text) => {
  expect(refusal(() => createObject(begin(), service('bad', more))).message).toBe(`Service "bad" is invalid: ${text}`);
});

test('putting a manifest without addresses in place of a Service keeps what it was given', () => {
  const tx = begin();
  const made = createObject(tx, service('web', { type: 'NodePort' }));
  const again = updateObject(tx, service('web', { type: 'NodePort' }));
  expect(again).toBe(made);
  const second = updateObject(tx, service('web', { type: 'NodePort', ports: [{ port: 81 }] }));
  expect(spec(second).ports?.[0]?.nodePort).toBe(spec(made).ports?.[0]?.nodePort);
  expect(spec(second).clusterIP).toBe(spec(made).clusterIP);
});

test('a cluster address may not change', () => {
  const tx = begin();
  createObject(tx, service('web', { clusterIP: '10.96.100.2' }));
  for (const clusterIP of ['10.96.100.9', 'None']) {
    expect(refusal(() => updateObject(tx, service('web', { clusterIP }))).message).toBe(
      `Service "web" is invalid: spec.clusterIPs[0]: Invalid value: ["${clusterIP}"]: may not change once set`,
    );
  }
});

test('changing the type gives back what the new type does not need', () => {
  const tx = begin();
  createObject(tx, service('web', { type: 'NodePort', ports: [{ port: 80, nodePort: 30500 }] }));
  const ref = { plural: 'services', namespace: 'default', name: 'web' };
  const inside = spec(patchObject(tx, ref, { spec: { type: 'ClusterIP' } }, 'strategic'));
  expect(inside.ports?.[0]).not.toHaveProperty('nodePort');
  expect(inside).not.toHaveProperty('externalTrafficPolicy');
  createObject(tx, service('other', { type: 'NodePort', ports: [{ port: 80, nodePort: 30500 }] }));
  const away = patchObject(tx, ref, { spec: { type: 'ExternalName', externalName: 'example.com' } }, 'strategic');
  expect(spec(away)).not.toHaveProperty('clusterIP');
  expect(spec(away)).not.toHaveProperty('ipFamilies');
  createObject(tx, service('third', { clusterIP: inside.clusterIP }));
  const back = spec(patchObject(tx, ref, { spec: { type: 'ClusterIP', externalName: null } }, 'strategic'));
  expect(back.clusterIP).toMatch(/^10\./);
  expect(back.clusterIP).not.toBe(inside.clusterIP);
});

test('a Service can gain and lose its second family', () => {
  const tx = begin(DUAL);
  const made = spec(createObject(tx, service('web')));
  const ref = { plural: 'services', namespace: 'default', name: 'web' };
  const dual = spec(patchObject(tx, ref, { spec: { ipFamilyPolicy: 'RequireDualStack' } }, 'merge'));
  expect(dual.clusterIPs).toEqual([made.clusterIP, expect.stringContaining('fd00:10:96::')]);
  const reduced = { spec: { clusterIPs: [made.clusterIP], ipFamilies: ['IPv4'] } };
  expect(refusal(() => patchObject(tx, ref, reduced, 'merge')).message).toContain(
    "must be 'SingleStack' to release the secondary cluster IP",
  );
  const single = spec(patchObject(tx, ref, { spec: { ipFamilyPolicy: 'SingleStack' } }, 'merge'));
  expect(single).toMatchObject({ clusterIPs: [made.clusterIP], ipFamilies: ['IPv4'] });
});

test('deleting a Service releases its address and ports, within one transaction too', () => {
  const tx = begin();
  const wanted = { type: 'NodePort', clusterIP: '10.96.7.7', ports: [{ port: 80, nodePort: 30700 }] };
  createObject(tx, service('a', wanted));
  expect(refusal(() => createObject(tx, service('b', wanted))).code).toBe(422);
  deleteObject(tx, { plural: 'services', namespace: 'default', name: 'a' });
  expect(spec(createObject(tx, service('b', wanted))).clusterIP).toBe('10.96.7.7');
});
